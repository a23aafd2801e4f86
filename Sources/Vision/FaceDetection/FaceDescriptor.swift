import Core
import Glibc
import OpenVINO

/// Describes pictures of faces by 512 numbers, which are near to each other for pictures of one person: FaceNet (F. Schroff,
/// D. Kalenichenko, J. Philbin, 2015) as an Inception-ResNet v1. An optional part: `make descriptor` installs its file.
///
/// One thread at a time: the class is not `Sendable`.
public final class FaceDescriptor {
  /// Of the square input in pixels.
  public static let side = 160
  /// The cosine of two descriptors from which pictures are more likely of one person than of two.
  public static let alike: Float = 0.6

  private let model: TensorModel

  /// Also in `models/README.md` and `scripts/fetch-descriptor`.
  static let sha256 = "704afe26766ce6215931b0bde68650835be9518613d40ce101e641708c7d5c78"
  private static let fileName = "facenet_20180408.pb"
  private static let largest = 128 << 20

  /// The file that `FRAMEVEIL_DESCRIPTOR` names, or the one beside the program, in `../share/frameveil` or in the build
  /// folder; nil if there is none.
  public static var path: String? {
    if let named = getenv("FRAMEVEIL_DESCRIPTOR") { return String(cString: named) }
    let folder = ProgramFolder.path
    return ["", "../share/frameveil/", "../../models/"].map { "\(folder)/\($0)\(fileName)" }
      .first { access($0, F_OK) == 0 }
  }

  /// - Parameter path: of the file.
  /// - Throws: `UserError` for another file, `InferenceRuntimeError` without OpenVINO.
  public init(path: String) throws {
    guard let bytes = try? FileBytes.read(path, atMost: Self.largest), SHA256.hex(bytes) == Self.sha256 else {
      throw UserError(
        .invalidInput, path, "is not the face descriptor's file (SHA-256 \(Self.sha256))",
        remedy: "run 'make descriptor', or remove the file: it is optional")
    }
    guard case .openVINO(let library) = try InferenceRuntime.found(.openVINO) else {
      throw UserError(.invalidInput, path, "needs OpenVINO")
    }
    model = try TensorModel(library, path: path) { _, _ in [1, Self.side, Self.side, 3] }
  }

  /// The descriptor of a face that fills the picture, of length 1.
  ///
  /// - Parameter colour: red, green and blue, 0 to 255, at a column and a row of the input.
  public func describe(_ colour: (_ x: Int, _ y: Int) -> SIMD3<Float>) throws -> [Float] {
    let outputs = try model.run { input in
      for row in 0..<Self.side {
        for column in 0..<Self.side {
          let pixel = colour(column, row)
          for channel in 0..<3 { input[3 * (row * Self.side + column) + channel] = pixel[channel] }
        }
      }
      Self.whiten(input)
    }
    guard let output = outputs.first else { return [] }
    let values = Array(UnsafeBufferPointer(start: output.values, count: output.dimensions.reduce(1, *)))
    let length = values.reduce(0) { $0 + $1 * $1 }.squareRoot()
    return length > 0 ? values.map { $0 / length } : values
  }

  /// Mean 0 and deviation 1, as the network was trained.
  private static func whiten(_ values: UnsafeMutableBufferPointer<Float>) {
    let count = Float(values.count)
    let mean = values.reduce(0, +) / count
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
    let deviation = max(variance.squareRoot(), 1 / count.squareRoot())
    for index in values.indices { values[index] = (values[index] - mean) / deviation }
  }
}
