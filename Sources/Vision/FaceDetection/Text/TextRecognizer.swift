import Geometry
import OpenVINO

/// The text recognizer of PP-OCRv4: a network whose output is, for each column of 8 pixels, the probability of each
/// character.
///
/// Source: Y. Du, Z. Chen, C. Jia, X. Yin, T. Zheng, C. Li, Y. Du, Y. Jiang, "SVTR: Scene Text Recognition with a Single
/// Visual Model", IJCAI 2022; the network is PaddleOCR's, the scaling of its input that of `rapidocr-onnxruntime` 1.4.4.
final class TextRecognizer {
  private let library: OpenVINO
  private let model: ModelFile
  private let alphabet: TextAlphabet
  /// By the width of their input.
  private var networks: [Int: TensorModel] = [:]

  /// The widths of inputs. A strip gets the smallest that it fits into; the rest is grey.
  private static let widths = [320, 960, 2400]
  /// The longest strip.
  static let maxWidth = 2400

  /// - Throws: `ModelFileError` if the file has no list of characters.
  init(model: ModelFile, library: OpenVINO) throws {
    (self.model, self.library) = (model, library)
    guard let alphabet = TextAlphabet(onnx: try model.bytes()) else {
      throw ModelFileError.unreadable(model, by: .openVINO(library), "its metadata have no characters")
    }
    self.alphabet = alphabet
  }

  /// The characters of a strip, in its reading direction.
  func characters(in strip: TextStrip) throws -> [ReadCharacter] {
    let width = Self.widths.first { $0 >= strip.width } ?? Self.maxWidth
    let outputs = try network(width).run { input in Self.fill(input, with: strip, width: width) }
    guard let output = outputs.first, output.dimensions.count == 3, output.dimensions[0] == 1,
      output.dimensions[2] == alphabet.count
    else {
      throw UnexpectedOutputError(
        description: "unexpected shapes of the network's outputs: \(outputs.map(\.dimensions)), expected "
          + "\(alphabet.count) characters")
    }
    let columns = output.dimensions[1]
    let values = UnsafeBufferPointer(start: output.values, count: columns * alphabet.count)
    // A column's centre in ratios of the strip.
    let scale = Double(width) / Double(columns) / Double(strip.width)
    return alphabet.decoded(values, columns: columns).map { found in
      ReadCharacter(
        text: found.text, position: min(1, (Double(found.column) + 0.5) * scale),
        confidence: found.probability)
    }
  }

  private func network(_ width: Int) throws -> TensorModel {
    if let network = networks[width] { return network }
    do {
      let network = try TensorModel(library, path: model.path) { _, _ in [1, 3, TextStrip.height, width] }
      networks[width] = network
      return network
    } catch {
      throw ModelFileError.unreadable(model, by: .openVINO(library), "\(error)")
    }
  }

  /// From -1 to 1; 0 beside the strip.
  private static func fill(_ input: UnsafeMutableBufferPointer<Float>, with strip: TextStrip, width: Int) {
    input.update(repeating: 0)
    for row in 0..<3 * TextStrip.height {
      for column in 0..<strip.width {
        input[row * width + column] = strip.planes[row * strip.width + column] / 127.5 - 1
      }
    }
  }
}

/// A character that was read.
struct ReadCharacter: Hashable {
  var text: String
  /// Of its centre along the line, 0...1.
  var position: Double
  /// 0...1.
  var confidence: Double
}
