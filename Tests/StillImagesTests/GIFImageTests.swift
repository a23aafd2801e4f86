import FrameveilTesting
import Geometry
import StillImages
import Testing

/// Changed GIF files, as Pillow, ffmpeg and a compositor after the specification see them.
@Suite(.blocking) struct GIFImageTests {
  @Test func `every variant shows the source's canvas beside masks that move, come and go`() throws {
    let (folder, names) = try Self.sources()
    #expect(names.count == 110)
    let cases = try names.enumerated().map { number, name in
      let image = try EditableImages.open(bytes(of: folder(name)))
      let masks = image.frames.indices.map { index -> ImageMask? in
        // The last frame but one has no mask, and neither has one in five.
        let isBare = image.frames.count > 1 && (index % 5 == number % 5 || index + 2 == image.frames.count)
        return isBare ? nil : ImageMask(x: 3 + 4 * index, y: 20 - 3 * index, width: 13, height: 9)
      }
      let changed = try ImageCase(
        name, in: folder, image, number % 4 == 3 ? masks.map { try $0?.cleared(in: image) } : masks)
      #expect(!image.notes.contains { $0.contains("beside masks") }, "\(name)")
      #expect(!ByteArrays.contain("SECRET", in: try bytes(of: changed.result)), "\(name)")
      return changed
    }
    let lines = try MaskJudge.judge("gif.py", cases, folder)
    #expect(lines.dropLast() == [])
    #expect(try #require(lines.last.flatMap { Int($0) }) > 140)
  }

  @Test func `masks of many colours leave what is beside them as it is`() throws {
    let (folder, names) = try Self.sources()
    let cases = try names.filter { $0.contains("-60") || $0.contains("-16-") }.map { name in
      let image = try EditableImages.open(bytes(of: folder(name)))
      return try ImageCase(
        name, in: folder, image,
        image.frames.indices.map { index in
          var mask = ImageMask(x: 25 - 2 * index, y: 2 + 3 * index, width: 15, height: 12)
          mask.isShaded = true
          return index % 4 == 3 ? nil : mask
        })
    }
    #expect(cases.count > 40)
    #expect(try MaskJudge.judge("gif.py", cases, folder).dropLast() == [])
  }

  @Test func `a mask hides what differs little from its colour`() throws {
    let (folder, _) = try Self.sources()
    let image = try EditableImages.open(bytes(of: folder("texture.gif")))
    var mask = ImageMask(x: 10, y: 10, width: 20, height: 20)
    mask.colour = [100, 101, 102]
    let changed = try ImageCase("texture.gif", in: folder, image, [nil, mask])
    #expect(try MaskJudge.judge("gif.py", [changed], folder).dropLast() == [])
  }

  @Test func `what is beyond the screen is looked at and hidden, too`() throws {
    let (folder, _) = try Self.sources()
    let image = try EditableImages.open(bytes(of: folder("beyond.gif")))
    #expect(image.frames.map(\.size) == Array(repeating: FrameSize(width: 45, height: 37), count: 2))
    try ImageMask(x: 32, y: 22, width: 9, height: 9).fill(image, frame: 1)
    let file = try image.encoded()
    #expect(file[6..<10].elementsEqual([30, 0, 20, 0]))
    let luma = try EditableImages.open(file).read(frame: 1) { frame in
      frame.planes[0].base.load(fromByteOffset: 30 * frame.planes[0].stride + 40, as: UInt8.self)
    }
    #expect(abs(Int(luma) - 99) < 12)
  }

  @Test func `what is not changed is shown as before`() throws {
    let (folder, names) = try Self.sources()
    let cases = try names.map { name in
      let image = try EditableImages.open(bytes(of: folder(name)))
      return try ImageCase(name, in: folder, image, image.frames.map { _ in nil })
    }
    #expect(try MaskJudge.judge("gif.py", cases, folder).dropLast() == [])
  }

  @Test func `without room in the palette pixels get the nearest colour, and a note says so`() throws {
    let (folder, _) = try Self.sources()
    let image = try EditableImages.open(bytes(of: folder("full.gif")))
    let mask = ImageMask(x: 2, y: 3, width: 30, height: 20)
    let changed = try ImageCase("full.gif", in: folder, image, [mask, nil], slack: 610)
    #expect(image.notes.contains { $0.contains("pixels beside masks have the nearest colour") })
    let lines = try MaskJudge.judge("gif.py", [changed], folder)
    #expect(lines.dropLast().allSatisfy { $0.contains("in the box") })
  }

  @Test func `comments, XMP, data of applications and plain texts are removed, unless they are kept`() throws
  {
    let (folder, names) = try Self.sources()
    let name = try #require(names.first { $0.hasPrefix("animation-0123") })
    let source = try bytes(of: folder(name)) + Array("SECRET".utf8)
    let image = try EditableImages.open(source)
    #expect(!ByteArrays.contain("SECRET", in: try image.encoded()))
    let removed = try #require(image.notes.first)
    for part in ["comments", "XMP", "data of applications", "plain text", "6 bytes after the image"] {
      #expect(removed.contains(part))
    }
    let kept = try EditableImages.open(source, keeping: .init(keepingNames: ["comment", "xmp"])).encoded()
    #expect(
      ByteArrays.contain("SECRET by the camera", in: kept) && ByteArrays.contain("SECRET place", in: kept))
    #expect(!ByteArrays.contain("SECRET serial", in: kept) && !ByteArrays.contain("SECRET text", in: kept))
  }

  @Test func `frames have their times`() throws {
    let (folder, _) = try Self.sources()
    let image = try EditableImages.open(bytes(of: folder("pillow.gif")))
    #expect(image.frames.map(\.time.nanoseconds) == [0, 40_000_000, 130_000_000])
    #expect(image.frames.map(\.continuesPrevious) == [false, true, true])
  }

  @Test func `sizes and their sum are limited before memory is taken`() throws {
    let (folder, _) = try Self.sources()
    let file = try bytes(of: folder("pillow.gif"))
    let small = FrameLimits(side: 44, pixels: 1 << 20)
    #expect(throws: StillImage.Refusal.tooLarge(FrameSize(width: 45, height: 37))) {
      try EditableImages.open(file, within: small)
    }
    var wide = file
    wide.replaceSubrange(6..<10, with: [255, 255, 255, 255])
    #expect(throws: StillImage.Refusal.tooLarge(FrameSize(width: 65535, height: 65535))) {
      try EditableImages.open(wide)
    }
    let still = try bytes(of: folder("still-4-plain.gif"))
    let start = try #require(still.firstIndex(of: 0x2C)) - 8
    let many = still[..<start] + (0..<17).flatMap { _ in still[start..<still.count - 1] } + [0x3B]
    let few = FrameLimits(side: 100, pixels: 1700)
    #expect(throws: ImageError.self) { try EditableImages.open(Array(many), within: few) }
  }

  @Test func `damaged files are refused or read, and never end the program`() throws {
    let (folder, names) = try Self.sources()
    var chance = SplitMix(seed: 7)
    for name in names where name.hasPrefix("animation-0123") || name.hasPrefix("still-16") {
      let file = try bytes(of: folder(name))
      for _ in 0..<12 {
        let cut = Array(file.prefix(Int.random(in: 0..<file.count, using: &chance)))
        #expect(throws: (any Error).self) { try EditableImages.open(cut) }
        var mutated = file
        for _ in 0..<Int.random(in: 1...8, using: &chance) {
          mutated[Int.random(in: 0..<file.count, using: &chance)] = UInt8.random(in: 0...255, using: &chance)
        }
        guard let image = try? EditableImages.open(mutated, within: FrameLimits(side: 400, pixels: 40_000))
        else { continue }
        try ImageMask(x: 1, y: 1, width: 9, height: 9).fill(image, frame: 0)
        _ = try EditableImages.open(image.encoded())
      }
    }
  }

  private static func sources() throws -> (TemporaryFolder, [String]) {
    let folder = try TemporaryFolder()
    try ImageJudges.run("gif.py", ["make", folder.path])
    return (folder, folder.names.filter { !["full.gif", "beyond.gif", "texture.gif"].contains($0) })
  }
}
