"""Honest people who look like a small group: an assistant, a team locked out."""

from rasid.scenarios.honest.lookups import remembered
from rasid.scenarios.honest.recoveries import Forgetting
from rasid.scenarios.log import Client, act, signin
from rasid.scenarios.month import HOUR_MS
from rasid.scenarios.scene import Scene, Seat
from rasid.scenarios.world.people import Account
from rasid.scenarios.world.places import at_home, at_office, on_vpn


def add_assistant(scene: Scene) -> None:
    """Let an assistant check the addresses of protected people, and try the accounts of some.

    They are the people whom the assistant works for; the passwords at hand are old.
    """
    rng, world = scene.rng, scene.world
    listed = [box.account for _, box in world.protected() if box.kind != "recovery"]
    bosses = rng.sample(listed, min(len(listed), rng.randint(1, 6)))
    assistant = rng.choice(world.staff.get(_domain(bosses[0]), tuple(world.accounts)))
    vpn = rng.choice(world.internet.vpns)
    for day in sorted(rng.choices(range(scene.month.days), k=rng.randint(1, 9))):
        moment = scene.month.at(day, rng.uniform(8, 18), assistant.utc_offset)
        device = assistant.devices[0]
        client = rng.choice(
            (
                at_office(assistant, day, device),
                at_home(assistant, day, device),
                on_vpn(vpn, assistant, day, device, rng),
            )
        )._replace(device="")
        for _ in range(rng.choice((1, 2, 4, 8, 12))):
            scene.look_up(moment, remembered(rng, rng.choice(listed)), Seat(client))
            moment += rng.randint(15_000, 200_000)
        if rng.random() < 0.6:
            _try(scene, rng.choice(bosses), client, moment)


def _domain(account: Account) -> str:
    return account.address.partition("@")[2]


def _try(scene: Scene, boss: Account, client: Client, moment: int) -> None:
    """Try what used to be the password; ask for a code that the boss has to read out."""
    rng = scene.rng
    for _ in range(rng.choice((1, 2, 2, 3))):
        moment = scene.mistype(moment, boss, client)
    if boss.second_factor and rng.random() < 0.4:
        moment = scene.refuse_factor(moment, boss, client)
    dice = rng.random()
    if dice < 0.3:
        for operation in ("recovery.start", "recovery.send_code"):
            scene.note(moment, act(operation), boss.address, client)
            moment += rng.randint(20_000, 120_000)
        if dice < 0.15:
            scene.note(moment, act("recovery.verify", "wrong_code"), boss.address, client)
    elif dice < 0.6:
        scene.sign_in(moment, boss, client)


def add_locked_out(scene: Scene) -> None:
    """Let a team behind one shared exit find that its passwords no longer hold."""
    rng, world = scene.rng, scene.world
    categories: dict[str, list[Account]] = {}
    for person, box in world.protected():
        if box.kind == "work":
            categories.setdefault(person.organisation.domain, []).append(box.account)
    team = max(categories.values(), key=lambda accounts: (len(accounts), accounts[0].number))
    team = rng.sample(team, min(len(team), rng.randint(5, 14)))
    vpn, day = rng.choice(world.internet.vpns), rng.randrange(1, scene.month.days - 2)
    place = rng.choice(vpn.exits)
    agents = [world.agents.draw(rng, "desktop") for _ in range(rng.randint(1, 3))]
    for account in team:
        client = Client(place, rng.choice(agents))
        moment = scene.month.at(day, rng.uniform(7, 19), account.utc_offset)
        if rng.random() < 0.4:
            scene.look_up(moment - 20_000, account.address, Seat(client))
        for _ in range(rng.choice((1, 2, 3, 4))):
            moment = scene.mistype(moment, account, client)
        if rng.random() < 0.3:
            scene.note(moment, signin("locked"), account.address, client)
        if account.second_factor and rng.random() < 0.5:
            moment = scene.refuse_factor(moment, account, client)
        if rng.random() < 0.6:
            Forgetting(scene, account, client).happen(moment + rng.randint(0, 9) * HOUR_MS)
