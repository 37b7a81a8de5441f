"""Strict checks where an SDK itself would let unknown keys pass."""

import collections.abc
import types
import typing

import typing_extensions


class Refused(Exception):
    """The export holds something that the vendor's types have no room for."""


def expect(condition, problem):
    if not condition:
        raise Refused(problem)


def typed(value, kind, path="$"):
    """Checks a value against a TypedDict tree: unknown keys, missing keys, wrong kinds."""
    problems = _problems(value, kind, path)
    if problems:
        raise Refused("; ".join(problems[:3]))


def _problems(value, kind, path):
    origin = typing.get_origin(kind)
    if origin in (typing.Annotated, typing_extensions.Required, typing_extensions.NotRequired,
                  typing.Required, typing.NotRequired, typing.Final, typing.ClassVar):
        return _problems(value, typing.get_args(kind)[0], path)
    if kind is typing.Any or kind is object or isinstance(kind, typing.TypeVar):
        return []
    if isinstance(kind, typing_extensions.TypeAliasType):
        return _problems(value, kind.__value__, path)
    if origin in (typing.Union, types.UnionType):
        return _any_of(value, typing.get_args(kind), path)
    if origin in (typing.Literal, typing_extensions.Literal):
        allowed = typing.get_args(kind)
        return [] if value in allowed else [f"{path}: {value!r} is not one of {allowed}"]
    if typing_extensions.is_typeddict(kind):
        return _dict(value, kind, path)
    if origin in (dict, collections.abc.Mapping):
        if not isinstance(value, dict):
            return [f"{path}: not an object"]
        inner = (typing.get_args(kind) or (str, typing.Any))[1]
        return [p for k, v in value.items() for p in _problems(v, inner, f"{path}.{k}")]
    if origin in (list, tuple, collections.abc.Iterable, collections.abc.Sequence):
        if not isinstance(value, list):
            return [f"{path}: not a list"]
        inner = (typing.get_args(kind) or (typing.Any,))[0]
        return [p for i, v in enumerate(value) for p in _problems(v, inner, f"{path}[{i}]")]
    if kind is None or kind is type(None):
        return [] if value is None else [f"{path}: not null"]
    if isinstance(kind, type):
        return _plain(value, kind, path)
    raise Refused(f"{path}: this checker does not know the type {kind!r}")


def _plain(value, kind, path):
    if kind is float:
        good = isinstance(value, (int, float)) and not isinstance(value, bool)
    elif kind is int:
        good = isinstance(value, int) and not isinstance(value, bool)
    else:
        good = isinstance(value, kind)
    return [] if good else [f"{path}: {type(value).__name__} instead of {kind.__name__}"]


def _any_of(value, kinds, path):
    best = None
    for kind in kinds:
        problems = _problems(value, kind, path)
        if not problems:
            return []
        # What went deepest into the value meant the same variant.
        depth = max(problem.split(":")[0].count(".") for problem in problems)
        if best is None or depth > best[0]:
            best = (depth, problems)
    return best[1]


def _dict(value, kind, path):
    if not isinstance(value, dict):
        return [f"{path}: not an object"]
    hints = typing_extensions.get_type_hints(kind, include_extras=True)
    names = {_alias(name, hint): hint for name, hint in hints.items()}
    required = {_alias(name, hints[name]) for name in kind.__required_keys__}
    problems = [f"{path}: '{n}' is unknown to {kind.__name__}" for n in value if n not in names]
    problems += [f"{path}: '{n}' is missing for {kind.__name__}" for n in required - set(value)]
    for name, inner in value.items():
        if name in names:
            problems += _problems(inner, names[name], f"{path}.{name}")
    return problems


def _alias(name, hint):
    while typing.get_origin(hint) in (typing_extensions.Required, typing.Required,
                                      typing_extensions.NotRequired, typing.NotRequired):
        hint = typing.get_args(hint)[0]
    for extra in getattr(hint, "__metadata__", ()):
        alias = getattr(extra, "alias", None)
        if alias:
            return alias
    return name


def modelled(value, path="$"):
    """Walks a validated pydantic tree: whatever a model put aside as extra was unknown to it."""
    import pydantic

    if isinstance(value, pydantic.BaseModel):
        extra = value.model_extra
        expect(not extra, f"{path}: {type(value).__name__} has no room for {sorted(extra or {})}")
        for name in type(value).model_fields:
            modelled(getattr(value, name), f"{path}.{name}")
    elif isinstance(value, dict):
        for name, inner in value.items():
            modelled(inner, f"{path}.{name}")
    elif isinstance(value, (list, tuple)):
        for index, inner in enumerate(value):
            modelled(inner, f"{path}[{index}]")


def members(value, names, what):
    """A closed object that no SDK describes."""
    expect(isinstance(value, dict) and set(value) <= set(names.split()),
           f"{what}: unknown {sorted(set(value) - set(names.split()))}")


def round_trips(model, data):
    """For models that drop what they do not know: what comes out is what went in."""
    out = model.model_dump(mode="json", by_alias=True, exclude_unset=True)
    expect(out == data, f"{type(model).__name__} dropped something")
