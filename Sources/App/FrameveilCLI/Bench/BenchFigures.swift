import Core
import Glibc
import Media

/// The medians over several rounds of two commands that run alternately.
struct BenchFigures: Encodable {
  struct Column: Encodable {
    var wallSeconds: Double
    var processorSeconds: Double
    var peakRSSMegabytes: Double
  }

  var rounds: Int
  var frameveil: Column
  var bare: Column
  /// The median of the ratios within each round, which is insensitive to changes in the machine's speed.
  var wallRatio: Double
  var processorRatio: Double

  init(_ rounds: [(ours: MeasuredProgram.Run, bare: MeasuredProgram.Run)]) {
    self.rounds = rounds.count
    frameveil = Self.column(rounds.map(\.ours))
    bare = Self.column(rounds.map(\.bare))
    wallRatio = Self.median(rounds.map { $0.ours.wallSeconds / $0.bare.wallSeconds })
    processorRatio = Self.median(
      rounds.map { $0.ours.usage.processorSeconds / $0.bare.usage.processorSeconds })
  }

  /// The figures as a text table.
  var table: String {
    let lines = [
      ["", "wall s", "cpu s", "peak MB"],
      ["frameveil"] + Self.cells(frameveil), ["plain transcode"] + Self.cells(bare),
      ["ratio", Self.text(wallRatio), Self.text(processorRatio), ""],
    ]
    return lines.map { line in
      line.enumerated().map { index, cell in
        let padding = String(repeating: " ", count: max(0, (index == 0 ? 16 : 10) - cell.count))
        return index == 0 ? cell + padding : padding + cell
      }.joined()
    }.joined(separator: "\n") + "\n"
  }

  private static func cells(_ column: Column) -> [String] {
    [text(column.wallSeconds), text(column.processorSeconds), text(column.peakRSSMegabytes)]
  }

  private static func text(_ value: Double) -> String {
    let hundredths = Int((value * 100).rounded())
    return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
  }

  private static func column(_ runs: [MeasuredProgram.Run]) -> Column {
    Column(
      wallSeconds: median(runs.map(\.wallSeconds)),
      processorSeconds: median(runs.map(\.usage.processorSeconds)),
      peakRSSMegabytes: median(runs.map { Double($0.usage.peakRSS) / 1e6 }))
  }

  private static func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    guard !sorted.isEmpty else { return 0 }
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }
}
