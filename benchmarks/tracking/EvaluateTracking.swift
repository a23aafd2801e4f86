import Foundation
import Geometry

/// Measures the tracker on true faces beside the rules people use today.
///
/// - `evaluate-tracking [DIRECTORY]` makes the truth up, prints a table, and writes all results to `tracking.csv` and
///   the curves to `tracking.svg` in the directory. Seeds are fixed: two runs give equal files.
/// - `evaluate-tracking --truth [--persons] FOLDER…` takes it from MOTChallenge's sets, such as Head Tracking 21; with
///   `--persons` from those of whole persons, of whom the heads are taken.
/// - `evaluate-tracking --speed` times the tracker alone.
@main enum EvaluateTracking {
  static func main() async {
    do {
      try await run()
    } catch {
      FileHandle.standardError.write(Data("evaluate-tracking: \(error)\n".utf8))
      exit(1)
    }
  }

  private static func run() async throws {
    var arguments = CommandLine.arguments.dropFirst()
    switch arguments.first {
    case "--speed": Speed.measure()
    case "--truth":
      arguments.removeFirst()
      let ofPersons = arguments.first == "--persons"
      if ofPersons { arguments.removeFirst() }
      try await onTruth(Array(arguments), ofPersons: ofPersons)
    default: try await onMadeUpWorlds(directory: arguments.first)
    }
  }

  private static func onTruth(_ folders: [String], ofPersons: Bool) async throws {
    guard !folders.isEmpty else { throw Truth.Failure(description: "--truth takes the folders of some sets") }
    let worlds = try folders.map { try Truth($0, ofPersons: ofPersons).world() }
    let results = await results(of: worlds.map { world in { Evaluation.results([world]) } })
    report(results, Evaluation.means(results, named: "all"))
  }

  private static func onMadeUpWorlds(directory: String?) async throws {
    let results = await results(
      of: Family.all.enumerated().map { index, family in { Evaluation.results(family, seed: UInt64(index)) } }
    )
    let calm = results.filter { $0.family != Family.violent.name }
    let means = Evaluation.means(calm, named: "all but the violent")
    report(results, means)
    print("\n" + Report.comparison(results + means))
    guard let directory else { return }
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    try Report.csv(results + means).write(
      toFile: directory + "/tracking.csv", atomically: true, encoding: .utf8)
    try Plot.svg(means, intervals: [200, 500])
      .write(toFile: directory + "/tracking.svg", atomically: true, encoding: .utf8)
  }

  /// What some evaluations find, side by side, in their order.
  private static func results(of all: [@Sendable () -> [Finding]]) async -> [Finding] {
    await withTaskGroup(of: (Int, [Finding]).self) { group in
      for (index, find) in all.enumerated() { group.addTask { (index, find()) } }
      var found = Array(repeating: [Finding](), count: all.count)
      for await (index, findings) in group { found[index] = findings }
      return found.flatMap(\.self)
    }
  }

  private static func report(_ results: [Finding], _ means: [Finding]) {
    for interval in Evaluation.intervals {
      print("\nA sample every \(interval) ms")
      print(Report.table((results + means).filter { $0.interval == interval && !$0.isInner }))
    }
  }
}

extension Finding {
  /// Whether it is a point of a curve that the printed table leaves out.
  fileprivate var isInner: Bool {
    guard curve == Rule.ourCurve else { return curve != nil && rule != Rule.linear.name }
    return ![0.5, 0.8, 0.92, 0.95, 0.99].map { Rule.tracker(coverage: $0, margin: 0).name }.contains(rule)
  }
}
