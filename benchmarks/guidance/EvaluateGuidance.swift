import Foundation

/// Measures what following faces by their pixels adds to the tracker, on rendered clips with exact truth.
///
/// `evaluate-guidance DIRECTORY [INTERVAL...]`: a directory of `render.py`, and milliseconds between samples.
@main enum EvaluateGuidance {
  static func main() async throws {
    let arguments = CommandLine.arguments.dropFirst()
    guard let directory = arguments.first else {
      throw CocoaError(.fileNoSuchFile)
    }
    let given = arguments.dropFirst().compactMap { Int($0) }
    let intervals = given.isEmpty ? [200, 333, 500] : given
    let names = try FileManager.default.contentsOfDirectory(atPath: directory)
      .filter { $0.hasSuffix(".truth") }.map { String($0.dropLast(6)) }.sorted()
    let trials = try await run(names, directory, intervals)
    for interval in intervals {
      print("\nA sample every \(interval) ms")
      print(Report.table(trials.filter { $0.interval == interval }))
    }
  }

  /// Runs the clips, two at a time.
  private static func run(_ names: [String], _ directory: String, _ intervals: [Int]) async throws -> [Result]
  {
    try await withThrowingTaskGroup(of: [Result].self) { group in
      var results: [Result] = []
      var waiting = Array(names.enumerated())[...]
      func start() {
        guard let (index, name) = waiting.popFirst() else { return }
        group.addTask {
          let clip = try Clip(directory, name)
          return try intervals.map { interval in
            let samples = Detector.samples(of: clip, interval: interval, seed: UInt64(index))
            let ahead = (interval + 120) * Int(Clip.frameRate) / 1000
            return Result(
              name: name, family: clip.family, interval: interval,
              trial: try Trial(clip, samples, ahead: ahead))
          }
        }
      }
      for _ in 0..<2 { start() }
      while let finished = try await group.next() {
        results += finished
        start()
      }
      return results.sorted { $0.name < $1.name }
    }
  }
}

/// What came out for a clip.
struct Result: Sendable {
  var name: String
  var family: String
  var interval: Int
  var trial: Trial
}
