"""The figures on the terminal, in attack.csv, and as tables for a document."""

import csv
from dataclasses import dataclass

from figures import best
from settings import Setting

MEASURES = {"rank 1": lambda scored: scored.named(1), "rank 5": lambda scored: scored.named(5),
            "ROC AUC": lambda scored: scored.area()}


@dataclass
class Line:
    setting: Setting
    scored: dict  # attacker's name: Scored

    def figures(self, measure):
        return {name: MEASURES[measure](scored) for name, scored in self.scored.items()}


def show(line):
    print(f"{line.setting.name}{', from ' if line.setting.source else ''}{line.setting.source}")
    columns = [line.figures(measure) for measure in MEASURES]
    for name in line.scored:
        cells = "   ".join(f"{measure} {_text(figures[name], measure):>19} chance {_chance(figures[name], measure):>11}"
                           for measure, figures in zip(MEASURES, columns))
        print(f"  {name:32} {cells}", flush=True)
    _, figure = best(list(line.scored.values()), 1)
    print(f"  {'best':32} rank 1 {_text(figure, 'rank 1'):>19} chance {_chance(figure, 'rank 1'):>11}", flush=True)


def luck(lines):
    """How many figures are above their interval of guessing although the effect uses nothing of the face."""
    lines = [line for line in lines if line.setting.arguments and line.setting.source != "face"]
    figures = [figure for line in lines for figure in line.figures("rank 1").values()]
    above = sum(not figure.is_chance for figure in figures)
    return f" Rank 1 from the surroundings: {above} of {len(figures)} above their interval of guessing." if figures else ""


def write_csv(path, name, lines):
    with open(path, "w", newline="") as file:
        table = csv.writer(file)
        table.writerow(["set", "setting", "source", "attacker", "measure", "value", "low", "high", "chance low",
                        "chance high"])
        for line in lines:
            for measure in MEASURES:
                for attacker, figure in line.figures(measure).items():
                    numbers = (figure.value, figure.low, figure.high, figure.chance_low, figure.chance_high)
                    table.writerow([name, line.setting.name, line.setting.source, attacker, measure,
                                    *(f"{number:.4f}" for number in numbers)])


def write_tables(path, facts, lines, settings):
    """All settings have a row; those that were not attacked say so."""
    done = {line.setting.key: line for line in lines}
    text = [facts, ""]
    for measure in MEASURES:
        text += [f"**{measure}**{'' if measure == 'ROC AUC' else ', in per cent'}", ""]
        names = list(lines[0].scored)
        heads = ["effect", "from", *names] + (["best of them", "chance of the best"] if measure == "rank 1" else [])
        text += [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
        text += [_row(setting, done.get(setting.key), measure, len(heads)) for setting in settings]
        text.append("")
    table = "\n".join(text)
    path.write_text(table)
    return table


def write_page(path, name, table):
    """Replaces what is between the markers of the set. False: the page has none."""
    begin, end = f"<!-- attack:{name} -->\n", f"<!-- /attack:{name} -->"
    page = path.read_text()
    if begin not in page or end not in page:
        return False
    before, rest = page.split(begin, 1)
    path.write_text(before + begin + "\n" + table + rest[rest.index(end):])
    return True


def _row(setting, line, measure, width):
    cells = [setting.name, setting.source or "–"]
    if not line:
        return f"| {' | '.join(cells + ['not measured yet'] + [''] * (width - 3))} |"
    for figure in line.figures(measure).values():
        cells.append(_marked(figure, measure))
    if measure == "rank 1":
        _, figure = best(list(line.scored.values()), 1)
        cells += [_marked(figure, measure), _chance(figure, measure)]
    return f"| {' | '.join(cells)} |"


def _marked(figure, measure):
    text = _text(figure, measure)
    return text if figure.is_chance else f"**{text}**"


def _text(figure, measure):
    return f"{_number(figure.value, measure)} ({_number(figure.low, measure)}–{_number(figure.high, measure)})"


def _chance(figure, measure):
    return f"{_number(figure.chance_low, measure)}–{_number(figure.chance_high, measure)}"


def _number(value, measure):
    return f"{value:.2f}" if measure == "ROC AUC" else f"{value * 100:.1f}"
