import FrameveilTesting
import Testing

/// Fragmented MP4 as input, as streams, cameras and this program write it.
@Suite(.blocking) struct FragmentTests {
  enum Kind: String, CaseIterable, Sendable {
    case perKeyframe, emptyIndex, perFrame, listed, ownResult

    /// A second of the sample with sound, in two groups of pictures.
    func path(_ folder: TemporaryFolder) throws -> String {
      switch self {
      case .perKeyframe: return try clip(["frag_keyframe+delay_moov", "-frag_duration", "300000"])
      case .emptyIndex: return try clip(["frag_keyframe+empty_moov+default_base_moof"])
      case .perFrame: return try clip(["frag_every_frame"])
      case .listed: return try clip(["dash+global_sidx"])
      case .ownResult:
        let options = ["--profile", "mp4-fragmented"]
        let outcome = try blur(
          Self.whole(), folder.write("faces.json", Self.detections), folder("own.mp4"), options)
        #expect(outcome.code == 0, "\(outcome.errors)")
        return folder("own.mp4")
      }
    }

    private static func whole() throws -> String {
      let source = ["-t", "1", "-i", Frameveil.sample("faces.mp4"), "-vf", "scale=320:180", "-g", "15"]
      return try ClipMaker.clip("two-groups.mp4", source + Clip.h264("yuv420p") + ["-c:a", "copy"])
    }

    /// Its detections, which contain its size and duration.
    static let detections = DetectionResponse.text(
      [[0.02, 0.02, 0.15, 0.2]], milliseconds: [0, 500],
      metadata: #"{"DurationMillis":1000,"FrameWidth":320,"FrameHeight":180}"#)

    private func clip(_ flags: [String]) throws -> String {
      let arguments = try ["-i", Self.whole(), "-c", "copy", "-movflags"]
      return try ClipMaker.clip("\(rawValue).mp4", arguments + flags)
    }
  }

  @Test(arguments: Kind.allCases, [false, true])
  func `every frame of a fragmented MP4 is kept`(kind: Kind, isPiped: Bool) throws {
    let folder = try TemporaryFolder()
    let input = try kind.path(folder)
    let source = isPiped ? Program.Input.pipe(input) : .nothing
    let detections = try folder.write("faces.json", Kind.detections)
    let outcome = try blur(isPiped ? "-" : input, detections, folder("out.mp4"), stdin: source)
    try #require(outcome.code == 0, "\(outcome.errors)")
    #expect(try MediaProbe.frameTimes(folder("out.mp4")) == MediaProbe.frameTimes(input))
    #expect(try MediaProbe.packetHashes(folder("out.mp4")) == MediaProbe.packetHashes(input))
  }

  @Test func `a truncated fragmented MP4 is refused`() throws {
    let folder = try TemporaryFolder()
    // A length that is off by less than 1.5 s is no sign of anything.
    let whole = try ClipMaker.clip(
      "listed-whole.mp4",
      ["-i", Frameveil.sample("faces.mp4"), "-c", "copy", "-movflags", "dash+global_sidx"])
    let fragments = try MediaProbe.boxPlaces(whole).filter { $0.type == "moof" }
    let cut = try folder.write("cut.mp4", bytes(of: whole).prefix(fragments[fragments.count / 2].offset))
    let outcome = try blur(cut, folder.write("faces.json", DetectionResponse.corner), folder("out.mp4"))
    #expect(outcome.code == 65)
    #expect(outcome.errors.contains("is truncated"))
  }
}
