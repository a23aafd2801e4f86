import FrameveilTesting
import Geometry
import StillImages
import Testing

/// Changed WebP images, as Pillow sees them.
@Suite(.blocking) struct WebPImageTests {
  @Test func `only the pixels of the box change, in each frame that is edited`() throws {
    let files = try ImageJudge.made("webp")
    #expect(files.count == 17)
    var cases: [ImageJudge.Case] = []
    for (name, file) in files {
      let image = try EditableImages.open(file)
      // A mask that comes, stays, moves away, and comes again for a moment.
      let edited = image.frames.count == 1 ? [0] : [1, 2, 4]
      for frame in edited { try image.fillBox(frame) }
      let result = try image.encoded()
      let again = try EditableImages.open(result)
      for frame in image.frames.indices {
        #expect(try image.hasSamePixels(as: again, frame: frame), "\(name) \(frame)")
      }
      let exact = image.frames.count == 1 ? ["--all-colours"] : []
      cases.append(.init(name: name, source: file, result: result, edited: edited, options: exact))
      #expect(!ByteArrays.contain("ecret", in: result), "\(name)")
      let hasLossless = image.notes.contains { $0.contains("lossless") && $0.contains("\(result.count)") }
      let hasLossy = name.contains("lossy") && !name.contains("mixed") || name.contains("layers")
      #expect(hasLossless == hasLossy || name.contains("mixed"), "\(name): \(image.notes)")
    }
    let faults = try ImageJudge.faults(cases)
    #expect(faults == [])
  }

  @Test func `an image that is not edited keeps its pictures`() throws {
    var cases: [ImageJudge.Case] = []
    for (name, file) in try ImageJudge.made("webp") {
      let image = try EditableImages.open(file)
      let result = try image.encoded()
      cases.append(.init(name: name, source: file, result: result, edited: []))
      if name.hasPrefix("still"), !name.contains("metadata") { #expect(result == file, "\(name)") }
      let pictures = Self.chunks(file).filter { ["VP8 ", "VP8L", "ALPH"].contains($0.type) }
      #expect(
        Self.chunks(result).filter { ["VP8 ", "VP8L", "ALPH"].contains($0.type) }.map(\.content)
          == pictures.map(\.content), "\(name)")
    }
    let faults = try ImageJudge.faults(cases)
    #expect(faults == [])
  }

  @Test func `colour profile and orientation stay, named metadata too`() throws {
    let files = try ImageJudge.made("webp").filter { $0.key.contains("metadata") }
    #expect(files.count == 4)
    for (name, file) in files {
      let image = try EditableImages.open(file)
      #expect(image.orientation == Orientation(quarterTurns: 1))
      let result = try image.encoded()
      #expect(Self.content("ICCP", result) == Self.content("ICCP", file), "\(name)")
      #expect(Self.content("EXIF", result) != nil && Self.content("XMP ", result) == nil, "\(name)")
      let again = try EditableImages.open(result)
      #expect(again.orientation == image.orientation && again.notes == [])
      let kept = try EditableImages.open(
        file, keeping: ImageMetadataPolicy(keepingNames: ["xmp", "exif.gps"])
      )
      .encoded()
      #expect(Self.content("XMP ", kept) == Self.content("XMP ", file))
      #expect(ByteArrays.contain("secret position", in: kept), "\(name)")
      #expect(!ByteArrays.contain("Jane", in: kept) || Self.content("XMP ", kept) != nil)
    }
  }

  @Test func `times and repetitions of an animation stay`() throws {
    let file = try #require(try ImageJudge.made("webp")["animation-RGB-lossy-small.webp"])
    let image = try EditableImages.open(file)
    #expect(image.frames.map(\.time.nanoseconds) == [0, 40, 90, 150, 220, 300].map { $0 * 1_000_000 })
    #expect(image.frames.map(\.continuesPrevious) == [false, true, true, true, true, true])
    try image.fillBox(0)
    #expect(Self.content("ANIM", try image.encoded()) == Self.content("ANIM", file))
  }

  @Test func `damaged files are refused`() throws {
    let files = try ImageJudge.made("webp")
    for (name, file) in files {
      #expect(throws: StillImage.Refusal.damaged, "\(name)") {
        try EditableImages.open(Array(file.prefix(file.count / 2)))
      }
      // Whole as a container, but with a picture that ends early.
      if name.hasPrefix("still"), !name.contains("metadata"), !name.contains("RGBA") {
        let half = Array(file[20..<file.count / 2]).dropLast(file.count / 2 % 2)
        let size = { (count: Int) in [0, 8, 16, 24].map { UInt8(truncatingIfNeeded: count >> $0) } }
        let cut = Array("RIFF".utf8) + size(half.count + 12) + file[8..<16] + size(half.count) + half
        #expect(throws: StillImage.Refusal.damaged, "\(name)") { try EditableImages.open(cut) }
      }
    }
    for seed in 0..<5 as Range<UInt64> { try checkDamage(files, seed: seed) }
  }

  @Test func `a size beyond the limits is refused by the headers`() throws {
    let tight = FrameLimits(side: 100, pixels: 1000)
    for (name, file) in try ImageJudge.made("webp") {
      #expect(throws: StillImage.Refusal.tooLarge(ImageJudge.size), "\(name)") {
        try EditableImages.open(file, within: tight)
      }
    }
  }

  /// All chunks, those of frames too.
  private static func chunks(_ file: [UInt8]) -> [(type: String, content: [UInt8])] {
    var (place, found) = (12, [(type: String, content: [UInt8])]())
    while place + 8 <= file.count {
      let type = String(decoding: file[place..<place + 4], as: UTF8.self)
      let length = file[place + 4..<place + 8].reversed().reduce(0) { $0 << 8 | Int($1) }
      found.append((type, Array(file[place + 8..<place + 8 + length])))
      place += type == "ANMF" ? 24 : 8 + length + length % 2
    }
    return found
  }

  private static func content(_ type: String, _ file: [UInt8]) -> [UInt8]? {
    chunks(file).first { $0.type == type }?.content
  }
}
