"""Money: integer fen inside, yuan with two decimals outside."""

from decimal import Decimal

from tools.errors import BadInput

_CEILING_FEN = 10**13


def fen_from_yuan(yuan_amount: str | int | float | Decimal) -> int:
    """Turn yuan into fen; more than two decimals, NaN or nonsense raise BadInput."""
    text = str(yuan_amount).strip().lstrip("\u00a5\uffe5").replace(",", "").replace("\uff0c", "")
    try:
        fen = Decimal(text) * 100
        exact = fen == fen.to_integral_value()
    except (ArithmeticError, ValueError) as error:
        raise BadInput(f"{yuan_amount!r} is not an amount in yuan.", fix="Write it as 128 or 128.50.") from error
    if not exact or abs(fen) > _CEILING_FEN:
        raise BadInput(f"{yuan_amount!r} is not an amount in yuan and fen.", fix="Use at most two decimals.")
    return int(fen)


def yuan(fen: int) -> str:
    """Write fen as yuan with two decimals: 12850 → '128.50'."""
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def short_yuan(fen: int) -> str:
    """Write fen the way a person writes a price: 12800 → '128', 12850 → '128.5'."""
    return yuan(fen).rstrip("0").rstrip(".") if fen % 100 else str(fen // 100)
