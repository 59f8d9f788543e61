"""Small frameworks for tests, written as their owners would: in TOML."""

from readiness.framework_files import Framework, parse_framework

BANDS = (("concern", "1"), ("borderline", "3.0"), ("strength", "4.0"))


def toml(
    areas: dict[str, list[str]],
    *,
    top: str = "",
    scale: tuple[int, int] = (1, 5),
    bands: tuple[tuple[str, str], ...] = BANDS,
    extra: dict[str, str] | None = None,
) -> str:
    """A framework's file: areas with the keys of their questions; `extra` are lines for single areas or questions."""
    extra = extra or {}
    levels = [f"Level {value}" for value in range(scale[0], scale[1] + 1)]
    lines = ['slug = "small"', 'name = "Small"', "version = 1", top]
    lines += ["[scale]", f"minimum = {scale[0]}", f"maximum = {scale[1]}"]
    for key, lower in bands:
        lines += ["[[bands]]", f'key = "{key}"', f'name = "{key}"', f"from = {lower}"]
    for area, keys in areas.items():
        lines += ["[[areas]]", f'key = "{area}"', f'name = "{area}"', extra.get(area, "")]
        for key in keys:
            lines += ["[[areas.questions]]", f'key = "{key}"', f'text = "{key}?"', f"levels = {levels!r}"]
            lines.append(extra.get(key, ""))
    return "\n".join(lines)


def small(areas: dict[str, list[str]], **kwargs: object) -> Framework:
    """The framework of such a file."""
    return parse_framework(toml(areas, **kwargs), "small.toml")  # type: ignore[arg-type]
