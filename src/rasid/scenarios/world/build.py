"""A mail provider with its accounts, and the few of them that belong to protected people."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from random import Random

from rasid.scenarios.chance import pick, stream, weighted, whole
from rasid.scenarios.month import Month
from rasid.scenarios.parameters import Parameters
from rasid.scenarios.world.agents import Agents, draw_agents
from rasid.scenarios.world.households import Household, NewMailbox, Settlers
from rasid.scenarios.world.names import (
    Culture,
    Name,
    draw_local_part,
    draw_number,
    load_cultures,
    local_part,
)
from rasid.scenarios.world.networks import Internet, draw_internet
from rasid.scenarios.world.organisations import draw_organisations
from rasid.scenarios.world.people import Account, Directory, Mailbox, Organisation, Person

_PROVIDERS = ("mossmail", "letterbox", "quillpost", "paperboat", "inkwell", "pigeonpost")


@dataclass(frozen=True, slots=True)
class World:
    """Everything that stands before the month begins."""

    parameters: Parameters
    provider: str
    domains: tuple[str, ...]
    internet: Internet
    agents: Agents
    cultures: tuple[Culture, ...]
    directory: Directory
    organisations: dict[str, tuple[Organisation, ...]]
    staff: dict[str, tuple[Account, ...]]
    persons: tuple[Person, ...]
    recovery: dict[str, Account]

    @property
    def month(self) -> Month:
        """The simulated span."""
        return self.parameters.month

    @property
    def accounts(self) -> list[Account]:
        """Every account."""
        return self.directory.accounts

    def protected(self) -> Iterator[tuple[Person, Mailbox]]:
        """Yield each account of the roster with its person."""
        for person in self.persons:
            for mailbox in person.mailboxes:
                yield person, mailbox


def build_world(parameters: Parameters) -> World:
    """Draw the world of one seed."""
    rng = stream(parameters.seed, "world")
    agents = draw_agents(rng)
    internet = draw_internet(rng, parameters.countries)
    name = rng.choice(_PROVIDERS)
    builder = _Builder(
        rng=rng,
        parameters=parameters,
        settlers=Settlers(rng, internet, agents, Directory(), parameters.vpn_share),
        cultures=load_cultures(rng),
        domains=(f"{name}.example", f"{name}-mail.example"),
        organisations=draw_organisations(
            rng,
            internet,
            parameters.categories,
            parameters.countries,
            tenant=parameters.tenant,
        ),
        staff={},
        recovery={},
    )
    persons = builder.protected_people()
    builder.colleagues()
    builder.namesakes(persons)
    builder.public()
    return World(
        parameters,
        name,
        builder.domains,
        internet,
        agents,
        builder.cultures,
        builder.settlers.directory,
        builder.organisations,
        {domain: tuple(accounts) for domain, accounts in builder.staff.items()},
        persons,
        builder.recovery,
    )


@dataclass(frozen=True, slots=True)
class _Builder:
    rng: Random
    parameters: Parameters
    settlers: Settlers
    cultures: tuple[Culture, ...]
    domains: tuple[str, ...]
    organisations: dict[str, tuple[Organisation, ...]]
    staff: dict[str, list[Account]]
    recovery: dict[str, Account]

    def protected_people(self) -> tuple[Person, ...]:
        """Draw people until the roster has its number of accounts."""
        weights = {category: self.rng.uniform(0.4, 1.4) for category in self.parameters.categories}
        weights[self.rng.choice(self.parameters.categories)] = 3.0
        persons: list[Person] = []
        left = self.parameters.roster
        while left > 0:
            category = weighted(self.rng, weights)
            persons.append(self._person(len(persons), category, left))
            left -= len(persons[-1].mailboxes)
        return tuple(persons)

    def _person(self, number: int, category: str, most: int) -> Person:
        rng = self.rng
        organisation = pick(rng, self.organisations[category])
        culture = self._culture(organisation.country)
        country = organisation.country
        if category == "diaspora" or rng.random() < 0.15:
            country = rng.choice(self.parameters.countries)
        return Person(
            person_id=f"P{number + 1:04}",
            name=(name := culture.draw(rng)),
            category=category,
            organisation=organisation,
            country=country,
            language=culture.language,
            consent=rng.choice(("yes", "yes", "yes", "no", "")),
            mailboxes=tuple(self._mailboxes(name, organisation, country))[:most],
        )

    def _mailboxes(self, name: Name, organisation: Organisation, country: str) -> list[Mailbox]:
        rng = self.rng
        household = self.settlers.household(country)
        wary = self.rng.random() < 0.3
        household = replace(household, second_factor=household.second_factor or wary)
        boxes = []
        independent = organisation.category in {"activist", "diaspora"} and rng.random() < 0.4
        if not independent:
            work = self._work_account(name, organisation, household)
            boxes.append(Mailbox(work, "work", ""))
        tenant = self.parameters.tenant
        if independent or rng.random() < (0.1 if tenant else 0.65):
            personal = self._public_account(name, household, rng.lognormvariate(1.9, 0.7))
            boxes.append(Mailbox(personal, "personal", ""))
        if rng.random() < (0.05 if tenant else 0.4):
            mailbox = self._public_account(name, household, rng.uniform(0.1, 1.0))
            first = boxes[-1].account
            self.recovery[first.address] = mailbox
            boxes.append(Mailbox(mailbox, "recovery", first.address))
        return boxes

    def colleagues(self) -> None:
        """Fill the organisations with people who are not on the roster."""
        if self.parameters.tenant:
            self._fill_tenant()
            return
        for category, organisations in self.organisations.items():
            for rank, organisation in enumerate(organisations):
                expected = self.parameters.sized(
                    self.rng.uniform(15, 60) / (rank + 1) if category else self.rng.uniform(15, 150)
                )
                for _ in range(whole(self.rng, expected) + 2):
                    culture = self._culture(organisation.country)
                    household = self.settlers.household(organisation.country)
                    self._work_account(culture.draw(self.rng), organisation, household)

    def _fill_tenant(self) -> None:
        """Let nine in ten of the accounts be of the one organisation."""
        ((organisation,),) = (found for found in self.organisations.values() if found)
        while len(self.settlers.directory.accounts) < 0.9 * self.parameters.accounts:
            culture = self._culture(organisation.country)
            household = self.settlers.household(organisation.country)
            self._work_account(culture.draw(self.rng), organisation, household)

    def namesakes(self, persons: tuple[Person, ...]) -> None:
        """Give some strangers the names of protected people."""
        for person in persons:
            for _ in range(0 if self.parameters.tenant else self.rng.choice((0, 0, 0, 0, 1, 2))):
                household = self.settlers.household(self.rng.choice(self.parameters.countries))
                self._public_account(person.name, household, self._visits())

    def public(self) -> None:
        """Let the public in until the provider has its number of accounts."""
        rng, directory = self.rng, self.settlers.directory
        while len(directory.accounts) < self.parameters.accounts:
            country = pick(rng, self.parameters.countries)
            name = self._culture(country).draw(rng)
            household = self.settlers.household(country)
            created_on = rng.randrange(self.parameters.month.days) if rng.random() < 0.015 else -1
            account = self._public_account(name, household, self._visits(), created_on)
            if created_on < 0 and rng.random() < 0.12:
                second = self._public_account(name, household, self._visits() / 3)
                self.recovery[account.address] = second
            if rng.random() < 0.15:
                relative = replace(household, devices=self.settlers.household(country).devices)
                given = self._culture(country).draw(rng).given
                kin = replace(name, given=given, display=f"{given} {name.family}".title())
                self._public_account(kin, relative, self._visits())

    def _work_account(
        self, name: Name, organisation: Organisation, household: Household
    ) -> Account:
        visits = self.rng.lognormvariate(3.2 if self.parameters.tenant else 2.1, 0.6)
        local = local_part(name, organisation.mailbox_pattern, 0)
        address = self._free(local, organisation.domain)
        mailbox = NewMailbox(address, name, visits, organisation.office)
        account = self.settlers.settle(mailbox, household)
        self.staff.setdefault(organisation.domain, []).append(account)
        return account

    def _public_account(
        self, name: Name, household: Household, visits: float, created_on: int = -1
    ) -> Account:
        domain = self.domains[self.rng.random() < 0.25]
        address = self._free(draw_local_part(self.rng, name), domain)
        mailbox = NewMailbox(address, name, visits, created_on=created_on)
        return self.settlers.settle(mailbox, household)

    def _free(self, local: str, domain: str) -> str:
        """Return the address, with digits added while somebody has it."""
        wanted = local
        while f"{wanted}@{domain}" in self.settlers.directory.by_address:
            wanted = f"{local}{draw_number(self.rng)}"
        return f"{wanted}@{domain}"

    def _visits(self) -> float:
        """Draw how often an account is used: two in five are all but asleep."""
        if self.rng.random() < 0.4:
            return 0.15
        share = self.parameters.visits / self.parameters.accounts / 3.0
        return share * self.rng.lognormvariate(1.2, 0.9)

    def _culture(self, country: str) -> Culture:
        """Return a culture of the country; one person in ten has another one's name."""
        local = [culture for culture in self.cultures if country in culture.countries]
        if local and self.rng.random() < 0.9:
            return self.rng.choice(local)
        return self.rng.choice(self.cultures)
