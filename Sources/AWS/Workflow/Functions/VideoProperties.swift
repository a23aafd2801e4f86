import AWS
import Geometry
import MP4Parsing

/// Properties of a video from its index (`moov` box), read with range requests: the index and a few
/// kilobytes.
struct VideoProperties: Sendable, Equatable {
  /// The number of frames; nil if the index does not list them, as in a fragmented file.
  var frames: Int?
  var size: FrameSize?
  /// The duration in seconds.
  var duration: Double?

  /// Reads the index. Throws `WorkflowError` if the object is not a complete MP4 or QuickTime file with a
  /// video track.
  static func read(of video: VideoReference, in store: any ObjectStore) async throws -> VideoProperties {
    var walk = MovieWalk(size: video.size, passesFragments: false)
    while let wanted = walk.wanted {
      guard wanted.count <= MovieScan.largestIndexInMemory else { return VideoProperties() }
      let bytes = try await store.read(wanted, of: video)
      walk.step { offset, count in
        guard offset >= wanted.lowerBound, offset - wanted.lowerBound <= bytes.count else { return [] }
        return Array(bytes.dropFirst(Int(offset - wanted.lowerBound)).prefix(count))
      }
    }
    return try VideoProperties(walk.scan ?? .noIndex, of: video.object)
  }

  /// No property is known.
  init() {}

  /// The properties in a scanned index.
  init(_ scan: MovieScan, of video: ObjectReference) throws(WorkflowError) {
    func refusal(_ message: String) -> WorkflowError { WorkflowError(.invalidInput, "\(video) \(message)") }
    switch scan {
    case .indexFirst(let index), .indexLast(let index?):
      guard let track = index.tracks.first(where: { $0.kind == .video }) else {
        throw refusal("has no video track")
      }
      let count =
        index.isFragmented ? nil : index.tracks.filter { $0.kind == .video }.map(\.sampleCount).max()
      (frames, size, duration) = (count.map { Int($0) }, track.frameSize, index.length?.seconds)
    case .truncated(let box, let end, let size):
      throw refusal(
        "is truncated: its '\(box)' box should end at byte \(end), but the file has \(size) bytes")
    case .notAMovie: throw refusal("is not an MP4 or QuickTime file")
    case .noIndex, .indexLast(nil), .needsMore:
      throw refusal("has no index (no 'moov' box); the recording was probably interrupted")
    }
  }

  /// The estimated duration of the blur; nil if frame count or frame size is unknown.
  func estimate(secondsPerMegapixelFrame: Double) -> TimeEstimate? {
    guard let frames, let size else { return nil }
    return TimeEstimate(
      frames: frames, size: size, durationSeconds: duration,
      secondsPerMegapixelFrame: secondsPerMegapixelFrame)
  }
}

/// The estimated duration of a blur, from the frame count and frame size in the index of the video.
struct TimeEstimate: Encodable, Sendable, Equatable {
  /// The estimated seconds of the blur function.
  var seconds: Int
  /// The duration of the video in seconds.
  var durationSeconds: Double?
  var width: Int
  var height: Int
  /// The number of frames.
  var frames: Int
  /// The estimate before it is rounded up.
  private(set) var exactSeconds: Double

  private enum CodingKeys: String, CodingKey { case seconds, durationSeconds, width, height, frames }

  /// The default of seconds per frame and megapixel: the time on one vCPU, which Lambda provides with 1,769
  /// MB. Measured were 34.1 s of CPU time for 600 frames of 1080p (README); a tenth is added.
  static let secondsPerMegapixelFrame = 0.03

  init(frames: Int, size: FrameSize, durationSeconds: Double?, secondsPerMegapixelFrame: Double) {
    let megapixels = Double(size.width) * Double(size.height) / 1e6
    exactSeconds = Double(frames) * megapixels * secondsPerMegapixelFrame
    seconds = Int(exactly: exactSeconds.rounded(.up)) ?? .max
    (self.frames, self.durationSeconds) = (frames, durationSeconds)
    (width, height) = (size.width, size.height)
  }

  /// `600 frames of 1920x1080`
  var described: String { "\(frames) frames of \(width)x\(height)" }
}
