import FrameveilTesting
import Geometry
import StillImages
import Testing

/// Changed PNG images, as Pillow and ffmpeg see them.
@Suite(.blocking) struct PNGImageTests {
  @Test func `only the pixels of the box change, in each colour type and depth`() throws {
    let files = try ImageJudge.made("png")
    #expect(files.count == 52)
    var cases: [ImageJudge.Case] = []
    for (name, file) in files {
      let image = try EditableImages.open(file)
      #expect(image.orientation == Orientation(quarterTurns: 1))
      try image.fillBox(0)
      let result = try image.encoded()
      cases.append(.init(name: name, source: file, result: result, edited: [0], options: Self.byFFmpeg))
      // Pillow shows nearly all levels of 16 bits in grey as white.
      if !name.hasPrefix("0-16") {
        cases.append(.init(name: name, source: file, result: result, edited: [0]))
      }
      #expect(!ByteArrays.contain("ecret", in: result), "\(name)")
      let again = try EditableImages.open(result)
      #expect(again.orientation == image.orientation && again.notes == [], "\(name)")
      #expect(try image.hasSamePixels(as: again, frame: 0), "\(name)")
      #expect(Self.types(result) == Self.types(file).filter { !Self.removed.contains($0) }, "\(name)")
      // The palette may grow, but it begins as it was.
      for type in ["IHDR", "PLTE", "tRNS", "gAMA", "cHRM", "pHYs"] {
        #expect(
          Self.chunk(type, result)?.starts(with: Self.chunk(type, file) ?? []) ?? true, "\(name) \(type)")
      }
      #expect(image.notes.count == 1 && image.notes[0].contains("GPS"), "\(image.notes)")
    }
    let faults = try ImageJudge.faults(cases)
    #expect(faults == [])
  }

  @Test func `an image that is not changed keeps its data`() throws {
    var cases: [ImageJudge.Case] = []
    for (name, file) in try ImageJudge.made("png") {
      let image = try EditableImages.open(file)
      try image.edit(frame: 0, in: []) { _ in }
      let result = try image.encoded()
      cases.append(.init(name: name, source: file, result: result, edited: [], options: ["--all-colours"]))
      // What the test appended to the compressed data is gone.
      let data = try #require(Self.chunk("IDAT", file))
      #expect(Self.chunk("IDAT", result)?.starts(with: data) == true, "\(name)")
    }
    let faults = try ImageJudge.faults(cases)
    #expect(faults == [])
  }

  @Test func `named metadata stay`() throws {
    let file = try #require(try ImageJudge.made("png")["2-8.png"])
    let names: [(String, [String])] = [
      ("comment", ["tEXt", "zTXt"]), ("xmp", ["iTXt"]), ("exif.datetime", ["tIME"]), ("exif", ["tIME"]),
      ("all", ["tEXt", "zTXt", "iTXt", "tIME"]),
    ]
    for (name, types) in names {
      let policy = try ImageMetadataPolicy(keepingNames: [name])
      let result = try EditableImages.open(file, keeping: policy).encoded()
      #expect(
        Set(Self.types(result)).intersection(["tEXt", "zTXt", "iTXt", "tIME", "prVt"]) == Set(types),
        "\(name)")
    }
  }

  @Test func `each frame of an animation is displayed as before, and as edited`() throws {
    let files = try ImageJudge.made("apng")
    #expect(files.count == 112)
    var cases: [ImageJudge.Case] = []
    for (name, file) in files {
      let image = try EditableImages.open(file)
      let default_ = name.contains("default")
      #expect(image.frames.count == (default_ ? 8 : 7))
      // A mask that comes, stays, moves away, and comes again for a moment.
      let edited = default_ ? [0, 2, 3, 6] : [1, 2, 5]
      for frame in edited { try image.fillBox(frame) }
      let result = try image.encoded()
      #expect(!ByteArrays.contain("ecret", in: result), "\(name)")
      // Where the colour type cannot express what is displayed, it changes, and a note says so.
      let changes = Self.chunk("IHDR", file) != Self.chunk("IHDR", result)
      #expect(image.notes.count == (changes ? 2 : 1), "\(name)")
      let again = try EditableImages.open(result)
      for frame in image.frames.indices {
        #expect(try image.hasSamePixels(as: again, frame: frame), "\(name) \(frame)")
        #expect(
          try !edited.contains(frame) || !again.hasSamePixels(as: EditableImages.open(file), frame: frame))
      }
      // A level of 8 bits, where partly transparent pixels were blended in steps.
      let options = ["--by", "specification", "--tolerance", name.contains("partial") ? "260" : "0"]
      cases.append(.init(name: name, source: file, result: result, edited: edited, options: options))
      // Pillow shows holes in black, and the default image below the first frame; it blends partly transparent pixels in a
      // way of its own, and takes the transparent level of a low depth for one of eight bits.
      let isPillow = ["key", "partial", "default"].allSatisfy { !name.contains($0) }
      if isPillow, !changes { cases.append(.init(name: name, source: file, result: result, edited: edited)) }
    }
    let faults = try ImageJudge.faults(cases)
    #expect(faults == [])
  }

  @Test func `an animation that is not edited keeps its frames`() throws {
    for (name, file) in try ImageJudge.made("apng") where !name.contains("partial") {
      let result = try EditableImages.open(file).encoded()
      #expect(
        Self.chunks(result).map(\.content) == Self.chunks(file).filter { $0.type != "tEXt" }.map(\.content),
        "\(name)")
    }
  }

  @Test func `colours below transparent pixels of a frame over another are removed`() throws {
    let file = try #require(try ImageJudge.made("apng")["6-8-partial-first-0.png"])
    let result = try EditableImages.open(file).encoded()
    let before = Self.chunks(file).filter { $0.type != "tEXt" }
    #expect(Self.chunks(result).map(\.type) == before.map(\.type))
    #expect(Self.chunks(result).map(\.content) != before.map(\.content))
    #expect(
      try ImageJudge.faults([
        .init(name: "partial", source: file, result: result, edited: [], options: Self.byFFmpeg)
      ]) == [])
  }

  @Test func `damaged files are refused`() throws {
    let stills = try ImageJudge.made("png")
    for (name, file) in stills {
      #expect(throws: StillImage.Refusal.damaged, "\(name)") {
        try EditableImages.open(Array(file.prefix(file.count / 2)))
      }
    }
    try checkDamage(stills, seed: 1)
    try checkDamage(try ImageJudge.made("apng"), seed: 2)
  }

  @Test func `sizes and frames beyond the limits are refused by the headers`() throws {
    let large = TestImages.emptyPNG(width: 10_001, height: 1)
    #expect(throws: StillImage.Refusal.tooLarge(FrameSize(width: 10_001, height: 1))) {
      try EditableImages.open(large)
    }
    let file = try #require(try ImageJudge.made("apng")["2-8-None-first-0.png"])
    let tight = FrameLimits(side: 100, pixels: 1000)
    #expect(throws: StillImage.Refusal.tooLarge(ImageJudge.size)) {
      try EditableImages.open(file, within: tight)
    }
    let frames = (0..<20_000).flatMap { index in
      TestImages.chunk(
        "fcTL",
        TestImages.number(index) + TestImages.number(1) + TestImages.number(1)
          + [UInt8](repeating: 0, count: 14))
    }
    let many =
      Array(file[..<33]) + TestImages.chunk("acTL", TestImages.number(20_000) + TestImages.number(0)) + frames
    #expect(throws: (any Error).self) { try EditableImages.open(many + TestImages.chunk("IEND", [])) }
  }

  @Test func `Apple's variant is refused by its name`() throws {
    let file = TestImages.emptyPNG(width: 1, height: 1)
    let variant = Array(file[..<8]) + TestImages.chunk("CgBI", [0, 0, 0, 0]) + Array(file[8...])
    let error = #expect(throws: ImageError.self) { try EditableImages.open(variant) }
    #expect(error?.message.contains("CgBI") == true)
  }

  private static let byFFmpeg = ["--by", "ffmpeg"]
  private static let removed: Set<String> = ["tEXt", "prVt", "tIME", "zTXt", "iTXt"]

  private static func chunks(_ file: [UInt8]) -> [(type: String, content: ArraySlice<UInt8>)] {
    var (place, found) = (8, [(type: String, content: ArraySlice<UInt8>)]())
    while found.last?.type != "IEND", place + 12 <= file.count {
      let length = file[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
      found.append(
        (String(decoding: file[place + 4..<place + 8], as: UTF8.self), file[place + 8..<place + 8 + length]))
      place += 12 + length
    }
    return found
  }

  /// The types in order, without repetitions.
  private static func types(_ file: [UInt8]) -> [String] {
    chunks(file).map(\.type).reduce(into: []) { if $0.last != $1 { $0.append($1) } }
  }

  private static func chunk(_ type: String, _ file: [UInt8]) -> ArraySlice<UInt8>? {
    chunks(file).first { $0.type == type }?.content
  }
}
