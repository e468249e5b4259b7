"""`tcme verify`: a certificate by the independent checker, or a receipt by its signatures. Works offline."""

import json as jsonlib
from dataclasses import asdict, replace
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any

import typer

from tcme import checker
from tcme.backends.session.receipt import verify_receipt
from tcme.cli.commands.options import Json
from tcme.cli.outdated import advice
from tcme.cli.output import Output
from tcme.cli.pinned import others, pinned
from tcme.dsl.diagnostics import Fault
from tcme.dsl.files import read_bytes

LARGEST = 64 << 20
AGAIN = "take back the file, or run `tcme check` and have what changed agreed to"
EXITS = {"proved": 0, "refuted": 1}


def command(
    file: Annotated[Path, typer.Argument(help="A certificate (*.flow.json) or a receipt (receipt.json).")],
    source: Annotated[
        Path | None,
        typer.Option(
            help="The program that the certificate must be about, with its modules and files beside it."
        ),
    ] = None,
    certificate: Annotated[
        Path | None, typer.Option(help="The certificate that the receipt must be about.")
    ] = None,
    keys: Annotated[Path | None, typer.Option(help="The keys.json of the receipt's run.")] = None,
    json: Json = False,
) -> int:
    """Check a certificate or a receipt without trusting the compiler, and print what it says."""
    output = Output(json=json)
    data = read_bytes(file, LARGEST)
    said = _parsed(data)
    if "payloadType" in said:
        _refuse(source, "--source", "a receipt")
        return _receipt(output, data, certificate, keys)
    _refuse(certificate, "--certificate", "no receipt")
    _refuse(keys, "--keys", "no receipt")
    return _certificate(output, data, source, said)


def _refuse(option: Path | None, name: str, what: str) -> None:
    """What is asked for is never left out because another kind of file lies there."""
    if option is not None:
        said = f"this is {what}: `{name}` cannot be held against it"
        raise Fault("TC640", said, help="name the file that you mean")


def _parsed(data: bytes) -> dict[str, Any]:
    try:
        found = jsonlib.loads(data)
    except (ValueError, RecursionError):
        raise Fault(
            "TC640",
            "this is neither a certificate nor a receipt: it is not JSON",
            help="name a `*.flow.json` of `tcme check`, or the `receipt.json` of a run",
        ) from None
    return found if isinstance(found, dict) else {}


def _certificate(output: Output, data: bytes, source: Path | None, said: dict[str, Any]) -> int:
    report = checker.check_bytes(data, None if source is None else read_bytes(source, LARGEST))
    repair = advice(said)
    files = () if report.verdict == "refused" else pinned(said, source)
    if changed := others(files):
        names = ", ".join(f"the {each.kind} `{each.file}`" for each in changed)
        report = replace(report, verdict="refused", reason=f"{names} beside the program is another")
        repair = AGAIN
    rows = [asdict(each) for each in files]
    output.result({"ok": report.verdict == "proved", **asdict(report), "files": rows, "help": repair})
    for lines in report.lines():  # the first is the program
        for line in lines.split("\n"):
            output.say(line)
    for each in files:
        output.say(each.line())
    output.say(report.answer(), style="bold")
    if repair:
        output.say(f"  = help: {repair}")
    return EXITS.get(report.verdict, 6)


def _pinning(keys: Path | None) -> str:
    if keys is None:
        return "with keys that only the receipt itself names: `--keys` pins them"
    return "with the keys of the run"


def _digest(file: Path) -> str:
    return sha256(read_bytes(file, LARGEST)).hexdigest()


def _keys(file: Path) -> dict[str, bytes]:
    try:
        return {str(n): bytes.fromhex(k) for n, k in jsonlib.loads(read_bytes(file, LARGEST)).items()}
    except (ValueError, TypeError, AttributeError, RecursionError):
        raise Fault("TC641", f"`{file}` holds no keys of a run", help="name the run's keys.json") from None


def _receipt(output: Output, data: bytes, certificate: Path | None, keys: Path | None) -> int:
    verified = verify_receipt(data, keys=None if keys is None else _keys(keys))
    said: dict[str, Any] = dict(verified.agreement)
    if certificate is not None and said.get("certificate") != _digest(certificate):
        raise Fault("TC622", "the receipt is about another certificate", help="do not rely on it")
    signers = {"signers": verified.signers, "keys_pinned": keys is not None}
    output.result({"ok": True, "program": verified.program, "run": verified.run_id, **signers})
    output.say(f"{verified.program}, run {verified.run_id}, started {verified.started}", style="bold")
    output.say(f"signed by {', '.join(verified.signers)}, {_pinning(keys)}")
    for name, level in verified.assurance.items():
        output.say(f"assurance of {name}: {level}")
    bounds = said.get("values")
    for name, values in bounds.items() if isinstance(bounds, dict) else ():
        output.say(f"{name}: one of {values} values")
    return 0
