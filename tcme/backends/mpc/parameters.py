"""Whether the numbers of a protocol carry a program: field, masks, threshold.

A masked opening shows value + mask, where the mask has `security` more bits than the value and `mask_loss` of
them hide nothing against t members together. Each opening is then within 2^-(security - loss) of a uniform
one, so `masked` of them stay below 2^-40 if security - loss is at least 40 + log2(masked).
"""

from typing import Final

from tcme.backends.mpc.fault import BadParty, WrongSize
from tcme.backends.mpc.shares import mask_loss
from tcme.compiler.ir.nodes import Protocol

STATISTICAL_BITS: Final = 40
CARRY_BITS: Final = 2
"""A masked value may carry once, and the field must hold it with a sign."""


def mask_bits(protocol: Protocol) -> int:
    """MPyC's `sec_param`: all the room that the field leaves for masks."""
    return protocol.modulus.bit_length() - protocol.bits - CARRY_BITS


def field_bits(bits: int, security: int, members: int, threshold: int) -> int:
    """Bits of the modulus at which every mask hides `security` bits, loss included."""
    return bits + security + mask_loss(members, threshold) + CARRY_BITS


def statistical_bits(protocol: Protocol) -> int:
    """Bits that are left after the loss and after counting every masked opening."""
    loss = mask_loss(len(protocol.members), protocol.threshold)
    return mask_bits(protocol) - loss - max(protocol.masked - 1, 0).bit_length()


def check_protocol(protocol: Protocol) -> None:
    """Refuse a protocol that cannot keep what the proof promises."""
    members = len(protocol.members)
    if len(set(protocol.members)) != members:
        raise BadParty("a member is listed twice")
    if not 0 <= 2 * protocol.threshold < members:
        raise WrongSize(f"threshold {protocol.threshold} needs more than {members} members")
    if protocol.modulus <= members:
        raise WrongSize("the field is smaller than the number of members")
    if mask_bits(protocol) < protocol.security:
        raise WrongSize(f"the field leaves {mask_bits(protocol)} of {protocol.security} bits for masks")
    if protocol.masked and statistical_bits(protocol) < STATISTICAL_BITS:
        wanted = protocol.modulus.bit_length() + STATISTICAL_BITS - statistical_bits(protocol)
        raise WrongSize(f"the field has {protocol.modulus.bit_length()} bits; masks need {wanted}")
