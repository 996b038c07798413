"""The outbox goes out: at once, at the hour of a digest, or again after a failure."""

import logging

from django.tasks import task

from kedr.core import clock
from kedr.core.night import soon
from kedr.notices.actions import DELIVER, MAIL, Parcel, note_failed, note_sent, take_due
from kedr.notices.channels import CHANNELS, Channel, Gone
from kedr.notices.queries import next_due

log = logging.getLogger(__name__)


@task()
def deliver_notices() -> int:
    """Send what is due, by reader; how many letters left. It asks for its own next run, when the next one is due."""
    left, channel = 0, CHANNELS[MAIL]
    while parcels := take_due(at=clock.now()):
        left += sum(_deliver(channel, parcel) for parcel in parcels)
    plan_delivery()
    return left


def plan_delivery() -> None:
    """Ask for a run when the next delivery is due. `kedr serve` does it at start."""
    due = next_due()
    if due is not None:
        soon(DELIVER, due)


def _deliver(channel: Channel, parcel: Parcel) -> bool:
    try:
        if not parcel.address:
            raise Gone("Адрес для писем убран")  # noqa: TRY301 one way to say so
        channel.send(parcel.address, parcel.told)
    except Gone as error:
        note_failed(at=clock.now(), deliveries=parcel.deliveries, error=str(error), is_gone=True)
        return False
    except Exception as error:
        log.warning("A letter did not leave: %s", type(error).__name__)
        note_failed(at=clock.now(), deliveries=parcel.deliveries, error=f"{type(error).__name__}: {error}")
        return False
    note_sent(at=clock.now(), deliveries=parcel.deliveries)
    return True
