import FrameveilTesting
import Geometry
import StillImages
import Testing

/// Changed TIFF files, as tifffile and Pillow see them.
@Suite(.blocking) struct TIFFImageTests {
  @Test func `pages of every variant are as before beside their masks`() throws {
    let (folder, names) = try Self.sources()
    let cases = try names.map { name in
      let image = try EditableImages.open(bytes(of: folder(name)))
      let changed = try ImageCase(
        name, in: folder, image,
        image.frames.indices.map { $0 % 3 == 2 ? nil : ImageMask(x: 21 + $0, y: 9, width: 37, height: 30) })
      #expect(!ByteArrays.contain("SECRET", in: try bytes(of: changed.result)), "\(name)")
      return changed
    }
    #expect(cases.count > 80)
    #expect(try MaskJudge.judge("tiff.py", cases, folder) == ["judged"])
  }

  @Test func `pages that are not changed are as before`() throws {
    let (folder, names) = try Self.sources()
    let cases = try names.map { name in
      let image = try EditableImages.open(bytes(of: folder(name)))
      return try ImageCase(name, in: folder, image, image.frames.map { _ in nil })
    }
    #expect(try MaskJudge.judge("tiff.py", cases, folder) == ["judged"])
  }

  @Test func `an edit sees the one before it`() throws {
    let (folder, _) = try Self.sources()
    for name in ["pillow-RGB-tiff_lzw.tif", "pillow-YCbCr-jpeg.tif"] {
      let image = try EditableImages.open(bytes(of: folder(name)))
      try ImageMask(x: 16, y: 16, width: 16, height: 16).fill(image, frame: 0)
      let luma = try image.read(frame: 0) { frame in
        frame.planes[0].base.load(fromByteOffset: 20 * frame.planes[0].stride + 20, as: UInt8.self)
      }
      #expect(abs(Int(luma) - 99) <= 2, "\(name)")
    }
  }

  @Test(arguments: 1...8) func `the orientation is that of EXIF`(turn: Int) throws {
    let (folder, _) = try Self.sources()
    let image = try EditableImages.open(bytes(of: folder("turned-\(turn).tif")))
    #expect(image.orientation.swapsAxes == (turn > 4))
    #expect(image.orientation.isFlipped == [2, 4, 5, 7].contains(turn))
  }

  @Test func `pages are a second apart and do not continue each other`() throws {
    let (folder, _) = try Self.sources()
    let image = try EditableImages.open(bytes(of: folder("pages.tif")))
    #expect(image.frames.map(\.time.seconds) == [0, 1, 2, 3])
    #expect(image.frames.allSatisfy { !$0.continuesPrevious })
  }

  @Test func `what is removed is said, and what is named stays`() throws {
    let (folder, _) = try Self.sources()
    let source = try bytes(of: folder("pillow-RGB-tiff_lzw.tif"))
    let removed = try #require(EditableImages.open(source).notes.first)
    for name in ["ImageDescription", "Artist", "DateTime", "XMP", "PageName", "tag 65000"] {
      #expect(removed.contains(name), "\(name)")
    }
    let policy = try ImageMetadataPolicy(keepingNames: ["exif.artist", "xmp"])
    let kept = try EditableImages.open(source, keeping: policy).encoded()
    #expect(
      ByteArrays.contain("SECRET artist", in: kept) && ByteArrays.contain("<x:xmpmeta>SECRET", in: kept))
    #expect(!ByteArrays.contain("SECRET place", in: kept) && !ByteArrays.contain("SECRET tag", in: kept))
    let reduced = try EditableImages.open(bytes(of: folder("reduced.tif")))
    #expect(reduced.frames.count == 1 && reduced.notes.contains { $0.contains("smaller versions") })
  }

  @Test func `variants that are not supported are refused by name`() throws {
    let (folder, _) = try Self.sources()
    let names = folder.names.filter { $0.hasPrefix("refused ") }
    #expect(names.count == 12)
    for name in names {
      let error = #expect(throws: ImageError.self, "\(name)") {
        try EditableImages.open(bytes(of: folder(name)))
      }
      let reason = name.dropFirst("refused ".count).dropLast(".tif".count)
      #expect(error?.message.contains(reason) == true, "\(name): \(error?.message ?? "")")
    }
  }

  @Test func `sizes are limited before memory is taken`() throws {
    let (folder, _) = try Self.sources()
    let limits = FrameLimits(side: 74, pixels: 1 << 20)
    #expect(throws: StillImage.Refusal.tooLarge(FrameSize(width: 75, height: 53))) {
      try EditableImages.open(bytes(of: folder("big.tif")), within: limits)
    }
    #expect(throws: ImageError.self) {
      try EditableImages.open(bytes(of: folder("many.tif")), within: FrameLimits(side: 75, pixels: 75 * 53))
    }
  }

  @Test func `damaged files are refused or read, and never end the program`() throws {
    let (folder, names) = try Self.sources()
    var chance = SplitMix(seed: 11)
    for name in names {
      let file = try bytes(of: folder(name))
      for _ in 0..<8 {
        let cut = Array(file.prefix(Int.random(in: 0..<file.count, using: &chance)))
        _ = try? EditableImages.open(cut).encoded()
        var mutated = file
        for _ in 0..<Int.random(in: 1...8, using: &chance) {
          // Most of a file are pixels; its tags are the first or the last bytes.
          let part = [file.indices, 0..<min(400, file.count), max(0, file.count - 400)..<file.count]
          let place = part[Int.random(in: 0..<3, using: &chance)]
          mutated[Int.random(in: place, using: &chance)] = UInt8.random(in: 0...255, using: &chance)
        }
        let limits = FrameLimits(side: 400, pixels: 40_000)
        guard let image = try? EditableImages.open(mutated, within: limits) else { continue }
        try? ImageMask(x: 0, y: 0, width: 1, height: 1).fill(image, frame: 0)
        _ = try? image.encoded()
      }
    }
  }

  @Test func `files that lack image data are damaged`() throws {
    let (folder, _) = try Self.sources()
    // Its pixels are at the end.
    let file = try bytes(of: folder("minisblack-8.tif"))
    for count in [1, 100, 2000] {
      #expect(throws: StillImage.Refusal.damaged) { try EditableImages.open(Array(file.dropLast(count))) }
    }
  }

  private static func sources() throws -> (TemporaryFolder, [String]) {
    let folder = try TemporaryFolder()
    try ImageJudges.run("tiff.py", ["make", folder.path])
    return (folder, folder.names.filter { !$0.hasPrefix("refused ") })
  }
}
