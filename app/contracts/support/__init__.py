"""Contract C5: customer support (docs/contracts/support.md)."""

from app.contracts.contract import Contract
from app.contracts.speech import SUPPORT
from app.contracts.support import seats
from app.contracts.support.inbound import EVENTS, restore
from app.contracts.support.outbound import FRAMES, subscribe

CONTRACT = Contract(SUPPORT, EVENTS, FRAMES, subscribe=subscribe, restore=restore, gone=seats.gone)
