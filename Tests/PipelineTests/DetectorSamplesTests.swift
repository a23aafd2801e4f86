import Detections
import FrameveilTesting
import Geometry
import Synchronization
import Testing

@testable import Pipeline

/// Which frames the embedded detector looks at, and which of them only for a provided cut.
@Suite(.blocking) struct DetectorSamplesTests {
  @Test func `a look for a provided cut is extra unless the grid has it`() async throws {
    var rest: [UInt8]? = Array(
      """
      {"JobStatus":"SUCCEEDED","VideoMetadata":[{"Codec":"h264"}],
      "Segments":[{"Type":"SHOT","StartTimestampMillis":100},{"Type":"SHOT","StartTimestampMillis":400}]}
      """.utf8)
    let provided = try SceneCuts { buffer in
      buffer += rest ?? []
      rest = nil
    }
    let looks = Mutex<[MediaTime: Bool]>([:])
    let samples = DetectorSamples(rate: 5) { frame, isExtra in
      looks.withLock { $0[frame.timestamp] = isExtra }
      return DetectionSample(time: frame.timestamp, boxes: [])
    }
    let frame = try await LocatorTests.sceneFrames().frames[0]
    var cuts = CutSource(provided)
    for milliseconds in stride(from: Int64(0), through: 600, by: 40) {
      let timed = TimedFrame(frame, at: Self.time(milliseconds), isDiscontinuity: false)
      await samples.observe(timed, sceneStart: try cuts.look(at: timed).start)
    }
    while try await samples.next(upTo: Self.time(600)) != nil {}
    let expected: [(Int64, Bool)] = [(0, false), (120, true), (200, false), (400, false), (600, false)]
    #expect(
      looks.withLock { $0 } == Dictionary(uniqueKeysWithValues: expected.map { (Self.time($0), $1) }))
  }

  private static func time(_ milliseconds: Int64) -> MediaTime {
    MediaTime(nanoseconds: milliseconds * 1_000_000)
  }
}
