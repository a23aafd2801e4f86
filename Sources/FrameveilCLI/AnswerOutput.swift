import Detections
import FaceDetection
import Geometry
import Media
import Pipeline
import Synchronization

/// An answer on its way to its place, a block at a time.
final class AnswerOutput: Sendable {
  private struct State: ~Copyable {
    var writer: DetectionWriter?
    var pending: [UInt8] = []
    var offset: UInt64 = 0
    var summary = DetectSummary()
  }
  private let state = Mutex(State())
  private let sink: any ByteSink
  private static let block = 64 << 10

  init(_ sink: any ByteSink) {
    self.sink = sink
  }

  /// Begins the answer for a video.
  func begin(_ video: MediaDescription, _ options: DetectionOptions) {
    let input = options.inputSize(for: video)
    let record = DetectorRecord(
      detector: CenterFace.name, rate: options.rate, inputWidth: input.width, inputHeight: input.height,
      tiles: options.tiles)
    state.withLock { $0.writer = DetectionWriter(metadata: VideoMetadata(video), record: record) }
  }

  /// Takes in a sample.
  func write(_ sample: DetectionSample) throws {
    try state.withLock { state in
      try state.writer?.write(sample, into: &state.pending)
      state.summary.framesLookedAt += 1
      state.summary.faces += sample.boxes.count
      if !sample.boxes.isEmpty { state.summary.framesWithFaces += 1 }
      if state.pending.count >= Self.block { try flush(&state) }
    }
  }

  /// Ends the answer; what was counted.
  func finish() throws -> DetectSummary {
    try state.withLock { state in
      state.writer.take()?.finish(into: &state.pending)
      try flush(&state)
      return state.summary
    }
  }

  private func flush(_ state: inout State) throws {
    try state.pending.withUnsafeBytes { try sink.write($0, at: state.offset) }
    state.offset += UInt64(state.pending.count)
    state.pending.removeAll(keepingCapacity: true)
  }
}
