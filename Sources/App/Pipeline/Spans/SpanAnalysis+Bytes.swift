import Core
import Detections
import Geometry
import OpticalFlow
import Tracking

// The records of an analysis: times are nanoseconds (8 bytes), boxes left, top, width and height (IEEE 754, 8 bytes each);
// what may be absent follows a byte that tells whether it is there.

extension LittleEndianWriter {
  mutating func add(_ time: MediaTime) { add(time.nanoseconds) }

  mutating func add(_ box: Box) {
    for number in [box.left, box.top, box.width, box.height] { add(number) }
  }

  /// A frame; a duration of -1 is unknown.
  mutating func add(_ frame: SpanAnalysis.Frame) {
    add(frame.time)
    add(frame.duration?.nanoseconds ?? -1)
    add(frame.change.mismatch)
    add(UInt8((frame.change.isLasting ? 1 : 0) | (frame.change.isDissolved ? 2 : 0)))
  }

  mutating func add(_ sample: DetectionSample) {
    add(sample.time)
    add(UInt32(sample.boxes.count))
    for box in sample.boxes {
      add(box.box)
      add(box.subject.rawValue)
      add(box.confidence)
      add(UInt8(box.landmarks.count))
      for point in box.landmarks {
        add(point.x)
        add(point.y)
      }
    }
  }

  mutating func add(_ step: FlowStep, _ move: FlowMove?) {
    add(step.start)
    for time in [step.startTime, step.from, step.to] { add(time) }
    add(UInt8(move == nil ? 0 : 1))
    guard let move else { return }
    add(move.box)
    add(move.deviation)
    add(move.scaleDeviation)
    add(move.score)
  }

  mutating func add(_ step: ComparedStep, _ change: FlowChange?) {
    for time in [step.step.start, step.step.end, step.first, step.last] { add(time) }
    add(step.step.from)
    add(step.step.to)
    add(UInt8(change == nil ? 0 : 1))
    guard let change else { return }
    add(change.lastBefore)
    add(change.firstAfter)
  }
}

extension LittleEndianReader {
  mutating func nextTime() throws(TruncatedBytes) -> MediaTime { MediaTime(nanoseconds: try next()) }

  mutating func nextBox() throws(TruncatedBytes) -> Box {
    Box(
      left: try nextDouble(), top: try nextDouble(), width: try nextDouble(), height: try nextDouble())
  }

  private mutating func nextFlag() throws(TruncatedBytes) -> Bool { try next(UInt8.self) != 0 }

  mutating func nextFrame() throws(TruncatedBytes) -> SpanAnalysis.Frame {
    let time = try nextTime()
    let duration = try next(Int64.self)
    let mismatch = try nextDouble()
    let flags = try next(UInt8.self)
    return SpanAnalysis.Frame(
      time: time, duration: duration < 0 ? nil : MediaTime(nanoseconds: duration),
      change: SceneChange(mismatch: mismatch, isLasting: flags & 1 != 0, isDissolved: flags & 2 != 0))
  }

  mutating func nextSample() throws(TruncatedBytes) -> DetectionSample {
    var sample = DetectionSample(time: try nextTime(), boxes: [])
    for _ in 0..<(try nextCount(ofAtLeast: 42)) {
      let box = try nextBox()
      guard let subject = Subject(rawValue: try next()) else { throw TruncatedBytes() }
      var found = DetectedBox(box: box, subject: subject, confidence: try nextDouble())
      for _ in 0..<(try next(UInt8.self)) {
        found.landmarks.append(SIMD2(try nextDouble(), try nextDouble()))
      }
      sample.boxes.append(found)
    }
    return sample
  }

  mutating func nextFlowStep() throws(TruncatedBytes) -> FlowStep {
    FlowStep(start: try nextBox(), startTime: try nextTime(), from: try nextTime(), to: try nextTime())
  }

  mutating func nextMove() throws(TruncatedBytes) -> FlowMove? {
    guard try nextFlag() else { return nil }
    return FlowMove(
      box: try nextBox(), deviation: try nextFloat(), scaleDeviation: try nextFloat(),
      score: try nextDouble())
  }

  mutating func nextComparedStep() throws(TruncatedBytes) -> ComparedStep {
    let (start, end) = (try nextTime(), try nextTime())
    let (first, last) = (try nextTime(), try nextTime())
    let step = TrackStep(start: start, from: try nextBox(), end: end, to: try nextBox())
    return ComparedStep(step: step, first: first, last: last)
  }

  mutating func nextChange() throws(TruncatedBytes) -> FlowChange? {
    guard try nextFlag() else { return nil }
    return FlowChange(lastBefore: try nextTime(), firstAfter: try nextTime())
  }
}

// Orders that are the same in every process.

extension FlowStep {
  static func < (one: FlowStep, other: FlowStep) -> Bool {
    let times = ((one.to, one.from, one.startTime), (other.to, other.from, other.startTime))
    return times.0 == times.1 ? one.start < other.start : times.0 < times.1
  }
}

extension ComparedStep {
  static func < (one: ComparedStep, other: ComparedStep) -> Bool {
    let (a, b) = (one.step, other.step)
    let times = ((a.end, a.start, one.first, one.last), (b.end, b.start, other.first, other.last))
    guard times.0 == times.1 else { return times.0 < times.1 }
    return a.from == b.from ? a.to < b.to : a.from < b.from
  }
}

extension Box {
  fileprivate static func < (one: Box, other: Box) -> Bool {
    (one.left, one.top, one.width, one.height) < (other.left, other.top, other.width, other.height)
  }
}
