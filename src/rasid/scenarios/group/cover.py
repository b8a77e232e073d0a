"""A group that hides whom it is after: around each target it asks for strangers, and tries them."""

from collections.abc import Iterator
from dataclasses import dataclass

from rasid.scenarios.crime.lists import invented
from rasid.scenarios.group.group import Group
from rasid.scenarios.group.manner import Manner
from rasid.scenarios.group.sittings import Sitting
from rasid.scenarios.group.steps import Step, pause
from rasid.scenarios.group.targets import Prey
from rasid.scenarios.group.work import work_patiently
from rasid.scenarios.log import act, signin
from rasid.scenarios.scene import Scene

_ABOUT_ONE = 4
"""How many questions in a row are counted as asked about one person."""

Block = list[Step]


def work_under_cover(scene: Scene, group: Group) -> tuple[Prey, ...]:
    """Log a month of patient work, each sitting of it among decoys."""
    rng = scene.rng
    decoys = _Decoys(
        scene,
        names=rng.uniform(0.1, 0.5),
        colleagues=rng.uniform(0.0, 0.3),
        tried=rng.uniform(0.5, 0.9),
        most=rng.randint(3, 5),
    )
    return work_patiently(scene, group, cover=decoys.around)


@dataclass(frozen=True, slots=True)
class _Decoys:
    """Shares of decoys: invented `names`, `colleagues` of a target, those `tried`.

    Two to `most` of them surround each target.
    """

    scene: Scene
    names: float
    colleagues: float
    tried: float
    most: int

    def around(self, sitting: Sitting) -> Sitting:
        """Return the sitting with decoys in it; what is done to one account stays together."""
        rng, asked = self.scene.rng, 0
        hidden: list[Block] = []
        for block in _blocks(sitting.steps):
            attacking = block[0].stage == "attack"
            asked += block[0].stage == "discover"
            if attacking or (block[0].stage == "discover" and asked % _ABOUT_ONE == 1):
                count = rng.randint(2, self.most)
                tried = attacking * self.tried
                target = block[0].account
                decoys = [list(self._decoy(target, sitting.start, tried)) for _ in range(count)]
                spot = rng.randint(0, count)
                hidden += [*decoys[:spot], block, *decoys[spot:]]
            else:
                hidden.append(block)
        return sitting._replace(steps=tuple(step for block in hidden for step in block))

    def _decoy(self, target: str, moment: int, tried: float) -> Iterator[Step]:
        """Ask for one stranger, or try a password on an account of one."""
        rng, world = self.scene.rng, self.scene.world
        if rng.random() < tried:
            account = self._stranger(target)
            for _ in range(rng.choice((1, 1, 2))):
                yield Step(account, signin("bad_password"), "attack", pause(rng))
            return
        wanted = invented(self.scene) if rng.random() < self.names else self._stranger(target)
        there = world.directory.exists(wanted, world.month.day_of(moment))
        done = act("account.lookup", "" if there else "no_such_account")
        yield Step(wanted, done, "discover", pause(rng))

    def _stranger(self, target: str) -> str:
        """Draw an account that has been there all month."""
        rng, world = self.scene.rng, self.scene.world
        near = world.staff.get(target.partition("@")[2])
        while True:
            account = rng.choice(
                near if near and rng.random() < self.colleagues else world.accounts
            )
            if account.created_on < 0:
                return account.address


def _blocks(steps: tuple[Step, ...]) -> Iterator[Block]:
    """Cut steps where a question is asked, and where an account is attacked for the first time."""
    block: Block = []
    met: set[str] = set()
    for step in steps:
        if step.stage == "discover" or (step.stage == "attack" and step.account not in met):
            if block:
                yield block
            block = []
        if step.stage != "discover":
            met.add(step.account)
        block.append(step)
    if block:
        yield block


COVER = Manner(work=work_under_cover)
