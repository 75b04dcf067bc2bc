"""Contract C5: customer support (docs/contracts/support.md)."""

from app.contracts.active import SUPPORT
from app.contracts.contract import Contract
from app.contracts.support import room_presence
from app.contracts.support.inbound import EVENTS, restore
from app.contracts.support.outbound import FRAMES, subscribe

CONTRACT = Contract(SUPPORT, EVENTS, FRAMES, subscribe=subscribe, restore=restore, gone=room_presence.gone)
