import CGStreamer
import Geometry
import MovieBoxes

/// What feeds a reading pipeline: its first element, and what can be known before that gives anything.
protocol MediaSource: AnyObject, Sendable {
  /// The element, which the pipeline takes over.
  var element: UnsafeMutablePointer<GstElement> { get }
  /// What the container says. Refuses what cannot be read whole; asked once, before anything starts.
  func inspect() async throws -> ContainerFacts
  /// Begins to give bytes; a failure is told to `watch` as well.
  func start(telling watch: PipelineWatch)
  /// All streams are known.
  func settle() async
  /// Stops giving bytes; returns at once.
  func stop()
  /// What ended the feeding early.
  var failure: (any Error)? { get }
  /// The samples of the fragments that went by, where those were not in the index yet; asked at the end.
  func fragments() async throws -> FragmentTally?
}

extension MediaSource {
  func start(telling watch: PipelineWatch) {}
  func settle() {}
  func stop() {}
  var failure: (any Error)? { nil }
  func fragments() async throws -> FragmentTally? { nil }
}

/// What a container says before anything in it is decoded.
struct ContainerFacts {
  /// The index, where it is an MP4 or QuickTime file.
  var index: MovieIndex?
  /// Matroska or WebM.
  var isMatroska: Bool
  /// How a still picture is turned, where it says so.
  var orientation: Orientation?

  /// How many of the first bytes tell it; type finders look at as many.
  static let startBytes = 64 << 10

  /// Takes what a scan found and the first bytes; refuses layouts that cannot be read whole.
  init(_ scan: MovieScan, start: [UInt8], name: String) throws {
    try Self.check(scan, name: name)
    switch scan {
    case .indexFirst(let index), .indexLast(let index?): self.index = index
    default: index = nil
    }
    // The EBML magic number (RFC 8794, section 11.2.1).
    isMatroska = start.starts(with: [0x1A, 0x45, 0xDF, 0xA3])
    orientation = PictureOrientation.read(start)
  }

  /// Refuses layouts that cannot be read whole.
  static func check(_ scan: MovieScan, name: String) throws {
    switch scan {
    case .truncated(let box, let end, let size):
      throw MediaError(
        .invalidInput, name,
        "is cut short: its '\(box)' box should reach to byte \(end), but there are \(size)",
        remedy: "copy the file again from where it came")
    case .noIndex:
      throw MediaError(
        .invalidInput, name, "is an MP4 without its index (no 'moov' box), so no picture in it can be found",
        remedy: "the recording was probably interrupted; repair it, or take the original")
    default: break
    }
  }
}
