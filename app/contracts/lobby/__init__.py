"""Contract C1: the lobby, one public room (docs/contracts/lobby.md)."""

from app.contracts.active import LOBBY
from app.contracts.contract import Contract
from app.contracts.lobby.inbound import EVENTS, restore
from app.contracts.lobby.outbound import FRAMES, subscribe

CONTRACT = Contract(LOBBY, EVENTS, FRAMES, subscribe=subscribe, restore=restore)
