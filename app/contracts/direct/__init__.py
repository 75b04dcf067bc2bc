"""Contract C2: direct messages (docs/contracts/direct.md)."""

from app.contracts.active import DIRECT
from app.contracts.contract import Contract
from app.contracts.direct.inbound import EVENTS, restore
from app.contracts.direct.outbound import FRAMES, subscribe

CONTRACT = Contract(DIRECT, EVENTS, FRAMES, subscribe=subscribe, restore=restore)
