import Detections
public import Geometry
import OpenCV
import OpenVINO

/// Reads the text in images: PP-OCRv4's detector finds lines, its recognizer reads them. Not thread-safe.
public final class TextReader {
  /// The reader's name in responses.
  public static let name = "PP-OCRv4"

  private let detection: ModelFile
  private let recognizer: TextRecognizer
  private let options: DetectionOptions
  private let runtime: InferenceRuntime
  /// The network for text has a large input.
  private let cache = DetectorCache(limit: 2)

  /// - Parameters:
  ///   - detection: the model ``ModelFile/Identity/text``.
  ///   - recognition: the model ``ModelFile/Identity/recognition``.
  /// - Throws: `InferenceRuntimeError` without OpenVINO, `ModelFileError`.
  public init(detection: ModelFile, recognition: ModelFile, options: DetectionOptions) throws {
    (self.detection, self.options) = (detection, options)
    runtime = try InferenceRuntime.found(options.runtime)
    try TextDetector.check(runtime)
    guard case .openVINO(let library) = runtime else {
      throw InferenceRuntimeError(description: "the text recognizer needs OpenVINO")
    }
    recognizer = try TextRecognizer(model: recognition, library: library)
  }

  /// The lines of an image that can be read, from top to bottom.
  public func lines(in frame: MappedFrame, _ geometry: FrameGeometry) throws -> [ReadLine] {
    let found = try quads(in: frame, geometry).compactMap { try line(at: $0, in: frame, geometry) }
    return found.sorted { one, other in
      let (first, second) = (one.line.quad.topStart, other.line.quad.topStart)
      return (first.y, first.x) < (second.y, second.x)
    }
  }

  /// The places of lines: of the whole image, and of tiles if the detector sees less than every other pixel of it.
  private func quads(in frame: MappedFrame, _ geometry: FrameGeometry) throws -> [TextQuad] {
    let inputSize = options.inputSize(for: geometry, finding: .text)
    let detector = try cache.detector(inputSize) {
      try TextDetector(
        model: detection, inputSize: inputSize, minScore: options.minTextConfidence / 100, runtime: runtime)
    }
    let (long, side) = (
      max(geometry.size.width, geometry.size.height), max(inputSize.width, inputSize.height)
    )
    let tiles = TileGrid(side: options.tiles ?? min(8, (long + 2 * side - 1) / (2 * side)))
    let whole = PixelRect(x: 0, y: 0, width: geometry.size.width, height: geometry.size.height)
    var found: [TextQuad] = []
    for region in [whole] + tiles.tiles(of: geometry.size) {
      let image = try ColourFrame(
        of: frame, region: region, orientation: geometry.orientation, size: inputSize)
      let part = geometry.orientation.displayed(region, of: geometry.size)
      found += try detector.quads(in: image).map { $0.inside(part) }
    }
    return Self.merged(found, in: geometry.displaySize)
  }

  /// One place for each line: the largest of those whose centre is in it. A tile's border cuts lines, which the whole image
  /// or another tile has.
  static func merged(_ quads: [TextQuad], in size: FrameSize) -> [TextQuad] {
    let area = { (quad: TextQuad) in
      let (length, height) = quad.extent(in: size)
      return length * height
    }
    var kept: [TextQuad] = []
    for quad in quads.sorted(by: { area($0) > area($1) }) {
      let isKnown = kept.contains { other in
        let place = other.position(of: quad.center)
        return (0...1).contains(place.x) && (0...1).contains(place.y)
      }
      if !isKnown { kept.append(quad) }
    }
    return kept
  }

  /// Reads a line; nil if there is nothing to read.
  private func line(at quad: TextQuad, in frame: MappedFrame, _ geometry: FrameGeometry) throws -> ReadLine? {
    let line = try read(quad, in: frame, geometry)
    // A line that climbs or falls steeply may be read from either end, and a level one may be upside down.
    let (along, size) = (quad.topEnd - quad.topStart, geometry.displaySize)
    let isSteep = abs(along.y) * Double(size.height) > abs(along.x) * Double(size.width)
    guard isSteep || line.map({ isDoubtful($0, in: size) }) ?? true else { return line }
    let other = try read(quad.reversed, in: frame, geometry)
    return [line, other].compactMap(\.self).max { $0.evidence < $1.evidence }
  }

  /// Whether a line is unsure, or shorter than its place: characters are mostly half as wide as high.
  private func isDoubtful(_ line: ReadLine, in size: FrameSize) -> Bool {
    let (length, height) = line.line.quad.extent(in: size)
    return line.line.confidence < Self.doubtfulConfidence
      || Double(line.line.text.count) < Self.fewCharacters * length / height
  }

  private static let doubtfulConfidence = 70.0
  /// The number of characters in a length of the line's height.
  private static let fewCharacters = 0.5

  private func read(
    _ quad: TextQuad, in frame: MappedFrame, _ geometry: FrameGeometry
  ) throws -> ReadLine? {
    guard let strip = try TextStrip(quad, of: frame, geometry, maxWidth: TextRecognizer.maxWidth) else {
      return nil
    }
    return ReadLine(try recognizer.characters(in: strip), at: quad)
  }
}

extension ReadLine {
  /// Grows with the number of characters and their confidence.
  fileprivate var evidence: Double { Double(line.text.count) * line.confidence }

  /// Words are what is between spaces, and reach to the middle of the gap between them.
  ///
  /// - Returns: nil if there is none.
  init?(_ characters: [ReadCharacter], at quad: TextQuad) {
    let words = characters.split { $0.text == " " || $0.text == "\u{3000}" }
    guard !words.isEmpty else { return nil }
    let starts = words.indices.map { index in
      index == 0 ? 0 : Self.middle(words[index - 1], words[index])
    }
    self.words = words.indices.map { index in
      ReadText(
        words[index], at: quad.part(from: starts[index], to: index + 1 < words.count ? starts[index + 1] : 1))
    }
    line = ReadText(
      text: self.words.map(\.text).joined(separator: " "), confidence: Self.confidence(of: words.joined()),
      quad: quad)
  }

  private static func middle(_ one: ArraySlice<ReadCharacter>, _ other: ArraySlice<ReadCharacter>) -> Double {
    ((one.last?.position ?? 0) + (other.first?.position ?? 1)) / 2
  }

  fileprivate static func confidence(of characters: some Collection<ReadCharacter>) -> Double {
    Double(Float(100 * characters.reduce(0) { $0 + $1.confidence } / Double(max(1, characters.count))))
  }
}

extension ReadText {
  fileprivate init(_ characters: ArraySlice<ReadCharacter>, at quad: TextQuad) {
    self.init(
      text: characters.map(\.text).joined(), confidence: ReadLine.confidence(of: characters), quad: quad)
  }
}
