/// The characters that a network knows, by their index in its output: the blank, those of the file, the space.
struct TextAlphabet {
  private let characters: [String]

  /// The key of the characters in the metadata of the ONNX file, one a line.
  private static let key = "character"
  /// From this probability in a column between two characters on there is a space. The most probable character of a column is
  /// rarely a space: in 96 lines that ffmpeg wrote in four fonts, 60 % of the spaces. With this, 96 % are found, and 0.2 % of
  /// the places inside words are taken for one (2026-11-30).
  private static let spaceProbability: Float = 0.03

  init(_ characters: [String]) { self.characters = [""] + characters + [" "] }

  /// Nil if the file has no characters.
  init?(onnx bytes: [UInt8]) {
    guard let text = ONNXMetadata.value(of: Self.key, in: bytes), !text.isEmpty else { return nil }
    self.init(text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
  }

  var count: Int { characters.count }

  /// A character, the column where it was found, and its probability there.
  typealias Found = (text: String, column: Int, probability: Double)

  /// Decodes the most probable character of each column (A. Graves, S. Fernández, F. Gomez, J. Schmidhuber, "Connectionist
  /// Temporal Classification", ICML 2006, section 3.2, best path): repetitions without a blank between are one character.
  ///
  /// - Parameter probabilities: of all characters, column by column.
  func decoded(_ probabilities: UnsafeBufferPointer<Float>, columns: Int) -> [Found] {
    var found: [Found] = []
    var last = 0
    for column in 0..<columns {
      let values = probabilities[column * count..<(column + 1) * count]
      guard let best = values.indices.max(by: { values[$0] < values[$1] }) else { break }
      let character = best - values.startIndex
      if character != 0, character != last {
        if let space = space(from: found.last?.column ?? column, to: column, probabilities) {
          found.append(space)
        }
        found.append((characters[character], column, Double(values[best])))
      }
      last = character
    }
    return found
  }

  /// The space between two columns; nil if there is none.
  private func space(from start: Int, to end: Int, _ probabilities: UnsafeBufferPointer<Float>) -> Found? {
    let probability = { (column: Int) in probabilities[(column + 1) * count - 1] }
    guard let best = (start..<end).dropFirst().max(by: { probability($0) < probability($1) }),
      probability(best) >= Self.spaceProbability
    else { return nil }
    return (" ", best, Double(probability(best)))
  }
}
