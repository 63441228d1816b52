"""The rules of the workloads as other engines take them: each as its own documentation would write them."""

import json
from collections.abc import Callable, Sequence
from importlib import import_module
from types import SimpleNamespace
from typing import Any

from benchmarks.routing import REGIONS, Condition, text_of

__all__ = ["PEERS", "Asked", "zen"]

Asked = Callable[[Any], str | None]
_kept: list[Any] = []
"""Environments of CLIPS: each prints what it forgot to free when it goes, so none goes between tables."""


def _python(condition: Condition) -> str:
    field, _, _ = condition
    return f"case.score is not None and {text_of(condition)}" if field == "score" else text_of(condition)


def _plain(rules: Sequence[Sequence[Condition]]) -> Asked:
    """Python's own loop: the conditions as one function each, written as by hand."""
    functions = [
        eval(f"lambda case: {' and '.join(map(_python, rule))}", {"startswith": str.startswith})  # noqa: S307 - made here
        for rule in rules
    ]

    def ask(case: Any) -> str | None:
        for number, function in enumerate(functions):
            if function(case):
                return f"r{number}"
        return None

    return ask


def zen(rules: Sequence[Sequence[Condition]]) -> Asked:
    """A decision table of zen-engine behind its static loader, its quickest way."""
    zen = import_module("zen")
    write: dict[str, Callable[[Any], str]] = {
        "==": json.dumps,
        "in": lambda value: json.dumps(value)[1:-1],
        ">=": lambda value: f">= {value}",
        "has": lambda value: f"contains($, {json.dumps(value)})",
        "between": lambda value: f"[{value[0]}..{value[1]})",
        "is": json.dumps,
        "neither": lambda value: f"not in {json.dumps(value)}",
        "starts": lambda value: f"startsWith($, {json.dumps(value)})",
    }
    names = sorted({field for rule in rules for field, _, _ in rule})
    rows = [
        {
            "_id": str(number),
            "rule": json.dumps(f"r{number}"),
            **{f: write[operator](v) for f, operator, v in rule},
        }
        for number, rule in enumerate(rules)
    ]
    content = {
        "hitPolicy": "first",
        "inputs": [{"id": name, "name": name, "field": name} for name in names],
        "outputs": [{"id": "rule", "name": "rule", "field": "rule"}],
        "rules": rows,
    }
    place = {"position": {"x": 0, "y": 0}}
    nodes = [{"id": n, "name": n, "type": f"{n}Node", **place} for n in ("input", "decisionTable", "output")]
    nodes[1]["content"] = content
    edges = [
        {"id": one, "sourceId": one, "targetId": other, "type": "edge"}
        for one, other in (("input", "decisionTable"), ("decisionTable", "output"))
    ]
    loader = {"type": "static", "content": {"route": {"nodes": nodes, "edges": edges}}}
    engine = zen.ZenEngine({"loader": loader})

    def ask(case: Any) -> str | None:
        found = engine.evaluate("route", case)["result"]
        return found["rule"] if found else None

    return ask


def _texts(
    rules: Sequence[Sequence[Condition]],
    write: dict[str, Callable[[str, Any], str]],
    conjunction: str,
    made: Callable[[str], Callable[[Any], Any]],
) -> Asked:
    """One text for each rule, of which the library makes what says whether it holds of a case."""

    def text(field: str, operator: str, value: Any) -> str:
        written = write.get(operator)
        return written(field, value) if written else f"{field} {operator} {json.dumps(value)}"

    holds = [made(conjunction.join(text(*condition) for condition in rule)) for rule in rules]

    def ask(case: Any) -> str | None:
        return next((f"r{number}" for number, rule in enumerate(holds) if rule(case)), None)

    return ask


def _rule_engine(rules: Sequence[Sequence[Condition]]) -> Asked:
    library = import_module("rule_engine")
    write: dict[str, Callable[[str, Any], str]] = {
        "is": lambda f, v: f if v else f"not {f}",
        "between": lambda f, v: f"{f} >= {v[0]} and {f} < {v[1]}",
        "neither": lambda f, v: f"not ({f} in {json.dumps(v)})",
        "has": lambda f, v: f"{json.dumps(v)} in {f}",
        "starts": lambda f, v: f'{f} =~ "{v}.*"',
        ">=": lambda f, v: f"{f} != null and {f} >= {v}" if f == "score" else f"{f} >= {v}",
    }
    return _texts(rules, write, " and ", lambda text: library.Rule(text).matches)


def _cel(rules: Sequence[Sequence[Condition]]) -> Asked:
    library = import_module("cel")
    write: dict[str, Callable[[str, Any], str]] = {
        "is": lambda f, v: f if v else f"!{f}",
        "between": lambda f, v: f"{f} >= {v[0]}.0 && {f} < {v[1]}.0",
        "neither": lambda f, v: f"!({f} in {json.dumps(v)})",
        "has": lambda f, v: f"{json.dumps(v)} in {f}" if f == "tags" else f"{f}.contains({json.dumps(v)})",
        "starts": lambda f, v: f"{f}.startsWith({json.dumps(v)})",
        ">=": lambda f, v: f"{f} != null && {f} >= {v}" if f == "score" else f"{f} >= {v}",
    }
    return _texts(rules, write, " && ", lambda text: library.compile(text).execute)


def _business_rules(rules: Sequence[Sequence[Condition]]) -> Asked:  # noqa: C901 - one case for each operator
    library = import_module("business_rules.engine")
    variables = import_module("business_rules.variables")
    operators = import_module("business_rules.operators")
    kinds = {
        **dict.fromkeys(
            ("type", "reason", "subject", "account", "region", "reference"), operators.StringType
        ),
        **dict.fromkeys(("priority", "amount", "score"), operators.NumericType),
        **dict.fromkeys(("vip", "has_score"), operators.BooleanType),
        "tags": operators.SelectType,
    }

    def variable(name: str, kind: Any) -> Any:
        def read(self: Any) -> Any:
            return self.case["score"] is not None if name == "has_score" else self.case[name]

        read.__name__ = name
        return variables.rule_variable(kind)(read)

    case_variables = type(
        "Variables", (variables.BaseVariables,), {n: variable(n, k) for n, k in kinds.items()}
    )

    def one(name: str, operator: str, value: Any = None) -> Any:
        return {"name": name, "operator": operator, "value": value}

    def condition(field: str, operator: str, value: Any) -> Any:  # noqa: PLR0911 - one case for each operator
        match operator:
            case "==":
                return one(field, "equal_to", value)
            case "in":
                return {"any": [one(field, "equal_to", each) for each in value]}
            case ">=":
                least = one(field, "greater_than_or_equal_to", value)
                return {"all": [one("has_score", "is_true"), least]} if field == "score" else least
            case "between":
                low = one(field, "greater_than_or_equal_to", value[0])
                return {"all": [low, one(field, "less_than", value[1])]}
            case "is":
                return one(field, "is_true" if value else "is_false")
            case "neither":
                return {"all": [{"any": [one(field, "equal_to", r) for r in _others(value)]}]}
            case "starts":
                return one(field, "starts_with", value)
            case _:
                return one(field, "contains", value)

    made = [{"all": [condition(*each) for each in rule]} for rule in rules]

    def ask(case: Any) -> str | None:
        of = case_variables()
        of.case = case
        holds = library.check_conditions_recursively
        return next((f"r{number}" for number, rule in enumerate(made) if holds(rule, of)), None)

    return ask


def _others(regions: Sequence[str]) -> list[str]:
    """Every other region, and the empty text that stands for none: there is no `not` to say it with."""
    return ["", *(region for region in REGIONS if region not in regions)]


def _spiff(rules: Sequence[Sequence[Condition]]) -> Asked:
    library = import_module("SpiffWorkflow.dmn.engine.DMNEngine")
    specs = import_module("SpiffWorkflow.dmn.specs.model")
    scripts = import_module("SpiffWorkflow.bpmn.script_engine.python_engine")
    write: dict[str, Callable[[Any], str]] = {
        "==": repr,
        "in": lambda value: f"? in {tuple(value)!r}",
        ">=": lambda value: f"? is not None and ? >= {value}",
        "has": lambda value: f"{value!r} in ?",
        "between": lambda value: f"{value[0]} <= ? < {value[1]}",
        "is": repr,
        "neither": lambda value: f"? not in {tuple(value)!r}",
        "starts": lambda value: f"?.startswith({value!r})",
    }
    table = specs.DecisionTable("route", "route", specs.HitPolicy.UNIQUE.value)  # it stops at the first
    inputs = {name: specs.Input(name, name, name, name, "string") for rule in rules for name, _, _ in rule}
    output = specs.Output("rule", "rule", "rule", "string")
    for number, rule in enumerate(rules):
        row = specs.Rule(str(number))
        for field, operator, value in rule:
            entry = specs.InputEntry(field, inputs[field])
            entry.lhs.append(write[operator](value))
            row.inputEntries.append(entry)
        found = specs.OutputEntry("rule", output)
        found.text = repr(f"r{number}")
        row.outputEntries.append(found)
        table.rules.append(row)
    engine = library.DMNEngine(table)
    workflow = SimpleNamespace(script_engine=scripts.PythonScriptEngine())

    def ask(case: Any) -> str | None:
        return engine.result(SimpleNamespace(data=case, workflow=workflow)).get("rule")

    return ask


def _clips(rules: Sequence[Sequence[Condition]]) -> Asked:
    library = import_module("clips")
    write: dict[str, Callable[[Any], str]] = {
        "==": json.dumps,
        "in": lambda value: "|".join(map(json.dumps, value)),
        ">=": lambda value: f"?n&:(and (integerp ?n) (>= ?n {value}))",
        "between": lambda value: f"?a&:(and (>= ?a {value[0]}) (< ?a {value[1]}))",
        "is": lambda value: "TRUE" if value else "FALSE",
        "neither": lambda value: "&".join(f"~{json.dumps(each)}" for each in value),
        "starts": lambda value: f"?r&:(eq (sub-string 1 {len(value)} ?r) {json.dumps(value)})",
        "has": lambda value: f"?s&:(str-index {json.dumps(value)} ?s)",
        "tags": lambda value: f"$? {json.dumps(value)} $?",
    }
    environment = library.Environment()
    _kept.append(environment)
    names = sorted({field for rule in rules for field, _, _ in rule})
    slots = " ".join("(multislot tags)" if name == "tags" else f"(slot {name})" for name in names)
    environment.build(f"(deftemplate case {slots})")
    environment.build("(defglobal ?*answer* = -1)")
    for number, rule in enumerate(rules):
        tests = " ".join(f"({f} {write['tags' if f == 'tags' else o](v)})" for f, o, v in rule)
        action = f"(bind ?*answer* {number}) (halt)"
        order = f"(declare (salience {len(rules) - number}))"
        environment.build(f"(defrule r{number} {order} (case {tests}) => {action})")
    template, answer = environment.find_template("case"), environment.find_global("answer")
    symbols = {None: library.Symbol("nil"), True: library.Symbol("TRUE"), False: library.Symbol("FALSE")}

    def plain(value: Any) -> Any:
        return symbols[value] if value is None or isinstance(value, bool) else value

    def ask(case: Any) -> str | None:
        environment.reset()
        template.assert_fact(**{name: plain(case[name]) for name in names})
        environment.run()
        return None if answer.value < 0 else f"r{answer.value}"

    return ask


PEERS: dict[str, Callable[[Sequence[Sequence[Condition]]], Asked]] = {
    "plain loop": _plain,
    "zen-engine": zen,
    "rule-engine": _rule_engine,
    "cel": _cel,
    "clips": _clips,
    "business-rules": _business_rules,
    "SpiffWorkflow": _spiff,
}
"""How each makes of the rules something to ask: the plain loop with a case, the others with a mapping."""
