import Core
import Detections
import FaceDetection
import Geometry
import Media
import Pipeline

/// Writes a GetFaceDetection response to a sink in blocks.
actor ResponseOutput {
  private let sink: any ByteSink
  private var writer: DetectionWriter?
  private var pending: [UInt8] = []
  private var offset: UInt64 = 0
  private var summary = DetectSummary()
  private static let block = 64 << 10

  init(_ sink: any ByteSink) {
    self.sink = sink
  }

  /// Begins the response for a video.
  func begin(_ video: MediaDescription, _ options: DetectionOptions) {
    let input = options.inputSize(for: video)
    let record = DetectorRecord(
      detector: CenterFace.name, rate: options.rate, inputWidth: input.width, inputHeight: input.height,
      tiles: options.tiles)
    writer = DetectionWriter(metadata: VideoMetadata(video), record: record)
  }

  /// Appends a sample. Only one task may call this.
  func write(_ sample: DetectionSample) async throws {
    try writer?.write(sample, into: &pending)
    summary.framesLookedAt += 1
    summary.faces += sample.boxes.count
    if !sample.boxes.isEmpty { summary.framesWithFaces += 1 }
    if pending.count >= Self.block { try await flush() }
  }

  /// Ends the response and returns the counts.
  func finish() async throws -> DetectSummary {
    writer.take()?.finish(into: &pending)
    try await flush()
    return summary
  }

  private func flush() async throws {
    let bytes = pending
    pending.removeAll(keepingCapacity: true)
    try await sink.write(bytes, at: offset)
    offset += UInt64(bytes.count)
  }
}
