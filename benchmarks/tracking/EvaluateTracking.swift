import Foundation

/// Measures the tracker on made-up truth beside the rules people use today.
///
/// `evaluate-tracking [DIRECTORY]` prints a table and writes all results to `tracking.csv` and the curves to
/// `tracking.svg` in the directory; `evaluate-tracking --speed` times the tracker alone. Seeds are fixed: two
/// runs give equal files.
@main enum EvaluateTracking {
  static func main() async throws {
    guard !CommandLine.arguments.contains("--speed") else { return Speed.measure() }
    let results = await withTaskGroup(of: (Int, [Finding]).self) { group in
      for (index, family) in Family.all.enumerated() {
        group.addTask { (index, Evaluation.results(family, seed: UInt64(index))) }
      }
      var families: [(Int, [Finding])] = []
      for await family in group { families.append(family) }
      return families.sorted { $0.0 < $1.0 }.flatMap(\.1)
    }
    let calm = results.filter { $0.family != Family.violent.name }
    let means = Evaluation.means(calm, named: "all but the violent")
    for interval in Evaluation.intervals {
      print("\nA sample every \(interval) ms")
      print(Report.table((results + means).filter { $0.interval == interval && !$0.isInner }))
    }
    print("\n" + Report.comparison(results + means))
    guard let directory = CommandLine.arguments.dropFirst().first else { return }
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    try Report.csv(results + means).write(
      toFile: directory + "/tracking.csv", atomically: true, encoding: .utf8)
    try Plot.svg(means, intervals: [200, 500])
      .write(toFile: directory + "/tracking.svg", atomically: true, encoding: .utf8)
  }
}

extension Finding {
  /// Whether it is a point of a curve that the printed table leaves out.
  fileprivate var isInner: Bool {
    guard curve == Rule.ourCurve else { return curve != nil && rule != Rule.linear.name }
    return ![0.5, 0.8, 0.9, 0.95, 0.99].map { Rule.tracker(coverage: $0, margin: 0).name }.contains(rule)
  }
}
