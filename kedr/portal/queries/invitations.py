"""«Приглашения»: how each family of a class comes in, and what their slips say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from kedr.accounts.queries import WayIn, taken_logins, ways_in
from kedr.accounts.rules import grouped_invitation
from kedr.core.clock import day_of
from kedr.core.words import day_month
from kedr.interop.workbook.names import free_logins, latin
from kedr.people.access import Child, Invited
from kedr.people.actions import Slip
from kedr.people.queries import Member, class_families
from kedr.reports.pdf import slips
from kedr.schools.models import School

_NAMED = 2  # children whose surnames fit a slip
_MOST = 4


@dataclass(frozen=True, slots=True)
class Line:
    """A person of a family. `tick` names them in the form; `is_late`: the invitation they have is over."""

    member: Member
    way: WayIn
    tick: str
    is_late: bool

    @property
    def may_invite(self) -> bool:
        return not (self.member.is_barred or self.way.has_account)

    @property
    def has_invitation(self) -> bool:
        """In hand and good."""
        return bool(self.may_invite and self.way.until and not self.is_late)


@dataclass(frozen=True, slots=True)
class InvitationSheet:
    """The families of a class: those where somebody may be invited, and the others; of all their people, how many come
    in and how many have an invitation in hand.
    """

    waiting: list[list[Line]]
    settled: list[list[Line]]
    people: int
    inside: int
    invited: int


def invitation_sheet(school_id: int, class_id: int, now: datetime) -> InvitationSheet:
    """Who of a class's families has an account, an invitation, nothing. Four queries."""
    on = day_of(now)
    families = class_families(school_id, class_id, on)
    ways = ways_in(school_id, {one.id for family in families for one in family}, on)
    listed = [[_line(one, ways.get((one.role, one.id), WayIn()), now) for one in family] for family in families]
    lines = [line for family in listed for line in family]
    return InvitationSheet(
        waiting=[family for family in listed if any(line.may_invite for line in family)],
        settled=[family for family in listed if not any(line.may_invite for line in family)],
        people=sum(not line.member.is_barred for line in lines),
        inside=sum(line.way.has_account and not line.way.is_closed and not line.member.is_barred for line in lines),
        invited=sum(line.has_invitation for line in lines),
    )


def _line(member: Member, way: WayIn, now: datetime) -> Line:
    tick = f"{member.role}-{member.id}-{way.invitation_id}"
    return Line(member, way, tick, is_late=bool(way.until and way.until <= now))


def slip_sheets(
    school_id: int, class_name: str, families: Sequence[Sequence[Slip]], origin: str, on: date
) -> slips.Sheets:
    """What is printed, in words. One query."""
    until = day_of(families[0][0].expires_at)
    return slips.Sheets(
        title=f"Приглашения, {class_name}",
        school=School.objects.values_list("short_name", flat=True).get(id=school_id),
        host=origin.partition("://")[2],
        until=f"{day_month(until)} {until.year}",
        on=on,
        families=[[_slip(one, origin) for one in family] for family in families],
    )


def _slip(slip: Slip, origin: str) -> slips.Slip:
    return slips.Slip(
        name=slip.member.name,
        diary=_diary(slip.children),
        code=grouped_invitation(slip.code),
        address=f"{origin}/join/?code={slip.code}",
    )


def _diary(children: Sequence[Child]) -> str:
    """«Абрамова Алина, 8А»; of many children the first names, as many as fit."""
    if len(children) <= _NAMED:
        return "; ".join(f"{one.last_name} {one}" for one in children)
    more = f" и ещё {len(children) - _MOST}" if len(children) > _MOST else ""
    return "; ".join(map(str, children[:_MOST])) + more


def offered_login(invited: Invited) -> str:
    """A free login for a newcomer, of the first name: the surname is not told to whoever holds the code. One query."""
    base = ".".join(filter(None, (latin(invited.first_name)[:40] or "user", latin(invited.middle_name)[:1])))
    (login,) = free_logins([base if len(base) > 2 else f"{base}.kedr"], taken_logins(base))
    return login
