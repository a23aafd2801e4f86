import AWS
import Geometry
import MovieBoxes

/// What a video's own index says of it, read by ranges: a few kilobytes and the index.
struct VideoFacts: Sendable, Equatable {
  /// Pictures; nil where the index does not list them, as that of a fragmented file.
  var frames: Int?
  var size: FrameSize?
  /// In seconds.
  var duration: Double?

  /// Reads the index. Refuses what is no whole MP4 or QuickTime file with a video in it.
  static func read(of video: VideoReference, in store: any ObjectStore) async throws -> VideoFacts {
    var walk = MovieWalk(size: video.size, passesFragments: false)
    while let wanted = walk.wanted {
      guard wanted.count <= MovieScan.largestIndexInMemory else { return VideoFacts() }
      let bytes = try await store.read(wanted, of: video)
      walk.step { offset, count in
        guard offset >= wanted.lowerBound, offset - wanted.lowerBound <= bytes.count else { return [] }
        return Array(bytes.dropFirst(Int(offset - wanted.lowerBound)).prefix(count))
      }
    }
    return try VideoFacts(walk.scan ?? .noIndex, of: video.object)
  }

  /// Nothing is known.
  init() {}

  /// Takes what a scan found.
  init(_ scan: MovieScan, of video: ObjectReference) throws(WorkflowError) {
    func refusal(_ message: String) -> WorkflowError { WorkflowError(.invalidInput, "\(video) \(message)") }
    switch scan {
    case .indexFirst(let index), .indexLast(let index?):
      guard let track = index.tracks.first(where: { $0.kind == .video }) else {
        throw refusal("holds no video track")
      }
      let count =
        index.isFragmented ? nil : index.tracks.filter { $0.kind == .video }.map(\.sampleCount).max()
      (frames, size, duration) = (count.map { Int($0) }, track.pictureSize, index.length?.seconds)
    case .truncated(let box, let end, let size):
      throw refusal("is cut short: its '\(box)' box should reach to byte \(end), but there are \(size)")
    case .notAMovie: throw refusal("is no MP4 or QuickTime file")
    case .noIndex, .indexLast(nil), .needsMore:
      throw refusal("is an MP4 without its index (no 'moov' box); the recording was probably interrupted")
    }
  }

  /// How long the blur will take; nil where the index does not tell.
  func estimate(secondsPerMegapixelFrame: Double) -> TimeEstimate? {
    guard let frames, let size else { return nil }
    return TimeEstimate(
      frames: frames, size: size, durationSeconds: duration,
      secondsPerMegapixelFrame: secondsPerMegapixelFrame)
  }
}
