"""How far a principal may be corrupt, and which levels each kind of principal can have."""

PASSIVE, CRAFTING, ACTIVE = 1, 2, 3
LEVELS = ("honest", "passive", "crafting", "active")
KINDS = {
    "party": (0, PASSIVE, CRAFTING, ACTIVE),
    "helper": (0, PASSIVE, ACTIVE),
    "environment": (0, PASSIVE, ACTIVE),
    "publisher": (0, CRAFTING),
}
