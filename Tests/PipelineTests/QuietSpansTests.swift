import Detections
import FrameveilTesting
import Geometry
@testable import Pipeline
import Testing
import Tracking

/// Spans without redaction boxes, compared with their definition over every millisecond. Times are milliseconds.
@Suite struct QuietSpansTests {
  private struct Run {
    /// The timestamps of samples with a face, and of those without.
    var faces: [Int]
    var others: [Int] = []
    var added: [ClosedRange<Int>] = []
    var maxGap = 8000
    var minInterval = 0

    var quiet: QuietSpans {
      get throws {
        let times = Set(faces).union(others).sorted()
        let entries = times.map { time in
          // A sample whose only box is dropped has none.
          let confidence = faces.contains(time) ? 99 : 10
          return
            #"{"Timestamp":\#(time),"Face":{"BoundingBox":{"Left":0.4,"Top":0.4,"Width":0.1,"Height":0.1},"#
            + #""Confidence":\#(confidence)}}"#
        }
        var rest = Array(#"{"JobStatus":"SUCCEEDED","Faces":[\#(entries.joined(separator: ","))]}"#.utf8)
        var reader = DetectionReader { buffer in
          buffer += rest
          rest = []
        }
        let timeline = try DetectionTimeline(reading: &reader, minConfidence: 50)
        var tracking = TrackerOptions(maxGap: QuietSpansTests.time(maxGap))
        tracking.minInterval = QuietSpansTests.time(minInterval)
        return QuietSpans(
          timeline,
          added: added.map { QuietSpansTests.time($0.lowerBound)...QuietSpansTests.time($0.upperBound) },
          tracking)
      }
    }

    /// Whether a box can be at a time: at a sample with a face, between two that one track can have, or at a manual box.
    func mayHaveBox(at time: Int) -> Bool {
      let (before, after) = (faces.filter { $0 <= time }.max(), faces.filter { $0 >= time }.min())
      let isBetween = before.flatMap { before in after.map { $0 - before <= maxGap + interval } } ?? false
      return isBetween || added.contains { $0.contains(time) }
    }

    /// The usual time between two samples.
    var interval: Int {
      let all = faces.sorted()
      let gaps = zip(all.dropFirst(), all).map { $0 - $1 }.sorted()
      return max(gaps.isEmpty ? 0 : gaps[gaps.count / 2], minInterval)
    }

    /// Whether boxes, two intervals of extension and three seconds of hold-over stay clear of a span.
    func isQuiet(_ span: Range<Int>) -> Bool {
      let reach = 2 * interval + 3000
      return !(span.lowerBound - reach...span.upperBound + reach).contains { mayHaveBox(at: $0) }
    }
  }

  fileprivate static func time(_ milliseconds: Int) -> MediaTime {
    MediaTime(nanoseconds: Int64(milliseconds) * 1_000_000)
  }

  @Test(arguments: 1...12 as ClosedRange<UInt64>)
  func `a span is quiet if no box can be near it`(seed: UInt64) throws {
    var random = SplitMix(seed: seed)
    func chance(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &random) }
    var run = Run(faces: [], maxGap: chance(0...9000), minInterval: chance(0...1) * chance(0...700))
    var start = chance(0...20_000)
    for _ in 0..<chance(0...4) {
      let step = chance(100...600)
      run.faces += (0..<chance(1...10)).map { start + $0 * step }
      start = (run.faces.last ?? 0) + chance(1000...25_000)
    }
    run.others = (0..<chance(0...20)).map { _ in chance(0...60_000) }.filter { !run.faces.contains($0) }
    run.added = (0..<chance(0...1)).map { _ in chance(0...50_000) }.map { $0...$0 + 500 }
    let quiet = try run.quiet
    var counts = [true: 0, false: 0]
    for _ in 0..<40 {
      let lower = chance(0...60_000)
      let span = lower..<lower + chance(1...3000)
      let isQuiet = quiet.contains(Self.time(span.lowerBound)..<Self.time(span.upperBound))
      #expect(isQuiet == run.isQuiet(span), "\(span) of \(run)")
      counts[isQuiet, default: 0] += 1
    }
    #expect(run.faces.isEmpty || counts[true] != 0 || counts[false] != 0)
  }

  @Test func `the reach is exact to a millisecond, before and after a face`() throws {
    let run = Run(faces: [20_000, 20_200, 20_400], others: [10_000])
    let quiet = try run.quiet
    func isQuiet(_ span: Range<Int>) -> Bool {
      quiet.contains(Self.time(span.lowerBound)..<Self.time(span.upperBound))
    }
    #expect(isQuiet(0..<16_599) && !isQuiet(0..<16_600))
    #expect(isQuiet(23_801..<25_000) && !isQuiet(23_800..<25_000))
    #expect(isQuiet(9000..<11_000), "the sample has no face")
  }

  @Test func `between two samples that a track may bridge nothing is quiet`() throws {
    let gap = Run(faces: [0, 200, 400, 20_000], maxGap: 30_000)
    #expect(try !gap.quiet.contains(Self.time(9000)..<Self.time(10_000)))
    let apart = Run(faces: [0, 200, 400, 20_000], maxGap: 8000)
    #expect(try apart.quiet.contains(Self.time(9000)..<Self.time(10_000)))
  }

  @Test func `without faces and manual boxes everything is quiet`() throws {
    #expect(try Run(faces: [], others: [0, 500]).quiet.contains(.zero..<Self.time(1000)))
    #expect(try !Run(faces: [], added: [2000...2100]).quiet.contains(.zero..<Self.time(1000)))
  }
}
