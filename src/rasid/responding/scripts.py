"""One account's commands at one vendor, to be read and run line by line by a human."""

from collections.abc import Iterator, Sequence

from rasid.responding.affected import Affected
from rasid.responding.planning import Step
from rasid.responding.quoting import comment, for_powershell, for_sh, for_url, refusal
from rasid.responding.vendors import Command, Vendor

_LEAVE = {"powershell": "return", "sh": "return 0 2>/dev/null || exit 0"}
"""The first command of a file: run as a whole, it does nothing."""

_HEAD = (
    "# rasid runs none of this. Read it and run it line by line, from the top, in one sitting.",
    "# Run as a whole, the file does nothing. In zsh, first: setopt interactive_comments",
    "# look: changes nothing. change: changes the account.",
    "# choose: fill in the word in capitals, then take the # away.",
)

_MOST_EVENTS = 20


def script(
    one: Affected, reference: str, campaign_id: str, vendor: Vendor, steps: Sequence[Step]
) -> str:
    """Return the commands of an account's steps, each below why it is there and its events.

    What the vendor has no commands for is told in a comment; so is why an account can be named in
    no command.
    """
    return "".join(f"{line}\n" for line in _lines(one, reference, campaign_id, vendor, steps))


def _lines(
    one: Affected, reference: str, campaign_id: str, vendor: Vendor, steps: Sequence[Step]
) -> Iterator[str]:
    refused = refusal(one.account)
    yield f"# {reference} of {comment(campaign_id)} at {vendor.name}: {one.standing}."
    yield from _HEAD
    yield _LEAVE[vendor.shell]
    yield ""
    for line in vendor.before:
        if not (refused and "{account" in line):
            yield _named(line, one.account, vendor.shell)
    if refused:
        yield f"# No command names this account, because {refused}: find it in the console."
        yield f"# The account, escaped: {comment(one.account)}"
    for number, step in enumerate(steps, start=1):
        yield ""
        yield f"# {number}. {step.step}: {step.why}"
        yield from _told(step)
        of_vendor = vendor.steps.get(step.step)
        if of_vendor is None:
            yield "# Not done with this service: see the plan."
            continue
        yield f"# Console: {of_vendor.console}"
        if not refused:
            for command in of_vendor.commands:
                yield f"# {command.do}:"
                yield _written(command, one.account, vendor.shell)


def _told(step: Step) -> Iterator[str]:
    shown = comment(" ".join(step.events[:_MOST_EVENTS]))
    more = len(step.events) - _MOST_EVENTS
    yield f"# Events: {shown}" + (f" and {more} more, in plan.json" if more > 0 else "")
    for left in step.left:
        where = comment(left.source_ip or "an address that is not logged")
        yield f"# Left {left.time:%Y-%m-%d %H:%M:%S} UTC from {where}: {comment(left.what)}"
    yield from (f"# {note}" for note in step.notes)


def _written(command: Command, account: str, shell: str) -> str:
    line = _named(command.run, account, shell)
    return f"# {line}" if command.do == "choose" else line


def _named(template: str, account: str, shell: str) -> str:
    if "{account" not in template:
        return template
    value = for_powershell(account) if shell == "powershell" else for_sh(account)
    parts = template.split("{account}")
    return value.join(part.replace("{account_in_url}", for_url(account)) for part in parts)
