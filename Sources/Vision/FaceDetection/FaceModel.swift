import CGStreamer
import Glibc

/// The file of CenterFace's network, verified by its SHA-256.
///
/// A network with a flipped bit would still run, and miss faces. So only the file with the SHA-256 below is
/// accepted, unless another is requested; all thresholds were measured with it.
public struct FaceModel: Sendable {
  /// The file name in all folders that are searched.
  public static let fileName = "centerface.onnx"
  /// Also in `models/README.md`.
  public static let sha256 = "09189deaaf8646c5c51a68447e3c744ea1e211798155d4728c20507b9f5aefbc"

  public let path: String
  let allowsOther: Bool

  /// Reads and verifies a file.
  ///
  /// - Parameter allowsOther: accept any file that the runtime can load and whose outputs are those of CenterFace.
  /// - Throws: `FaceModelError`.
  public init(path: String, allowsOther: Bool = false) throws {
    self.path = path
    self.allowsOther = allowsOther
    _ = try bytes()
  }

  /// The verified bytes. They are read on demand: kept in memory, they would take 7 MB permanently. Blocks while it
  /// reads: at the start of a command, and on the detector's own thread.
  func bytes() throws -> [UInt8] {
    let bytes = try Self.read(path)
    guard !allowsOther else { return bytes }
    let digest = bytes.withUnsafeBytes { buffer in
      g_compute_checksum_for_data(
        G_CHECKSUM_SHA256, buffer.baseAddress?.assumingMemoryBound(to: UInt8.self), gsize(buffer.count))
    }
    defer { g_free(digest) }
    guard let digest, String(cString: digest) == Self.sha256 else { throw FaceModelError.unknown(path) }
    return bytes
  }

  /// Reads the first model found: at `path` or in the file that `FRAMEVEIL_MODEL` names, and nowhere else if
  /// one of these is given; beside the program; in `../share/frameveil`; in the build folder.
  public static func found(at path: String? = nil, allowsOther: Bool = false) throws -> FaceModel {
    if let given = path ?? getenv("FRAMEVEIL_MODEL").map({ String(cString: $0) }) {
      return try FaceModel(path: given, allowsOther: allowsOther)
    }
    let folder = ProgramFolder.path
    let places = ["", "../share/frameveil/", "../../models/"].map { "\(folder)/\($0)\(fileName)" }
    guard let place = places.first(where: { access($0, F_OK) == 0 }) else {
      throw FaceModelError.missing(places)
    }
    return try FaceModel(path: place)
  }

  static func read(_ path: String) throws -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw FaceModelError.cannotRead(path, errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size < largest else {
      throw FaceModelError.unknown(path)
    }
    let size = Int(status.st_size)
    var filled = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      while filled < size {
        let step = Glibc.read(descriptor, buffer.baseAddress.map { $0 + filled }, size - filled)
        guard step > 0 || (step < 0 && errno == EINTR) else { break }
        filled += max(0, step)
      }
      count = filled
    }
    guard filled == size else { throw FaceModelError.cannotRead(path, errno) }
    return bytes
  }

  /// A larger file is not read: the model has 7.3 MB.
  private static let largest = 64 << 20
}

/// An error in finding or loading the face detection model.
public struct FaceModelError: Error, Sendable, CustomStringConvertible {
  /// The error and its remedy.
  public let description: String

  private static let remedy =
    "run 'make model' to download it, or set its path with --model or FRAMEVEIL_MODEL"

  static func missing(_ places: [String]) -> FaceModelError {
    FaceModelError(
      description:
        "face detection model \(FaceModel.fileName) not found at \(places.joined(separator: ", ")); "
        + remedy)
  }

  static func cannotRead(_ path: String, _ code: Int32) -> FaceModelError {
    FaceModelError(
      description:
        "\(path): cannot read the face detection model; \(remedy) [\(String(cString: strerror(code)))]")
  }

  static func unknown(_ path: String) -> FaceModelError {
    FaceModelError(
      description:
        "\(path): not the face detection model, or corrupted: the SHA-256 is not \(FaceModel.sha256); "
        + remedy + "; --allow-other-model accepts another model")
  }

  static func unreadable(_ path: String, by runtime: InferenceRuntime, _ detail: String) -> FaceModelError {
    FaceModelError(
      description: "\(path): \(runtime) cannot load the face detection model; "
        + "--detect-runtime selects another runtime [\(detail)]")
  }
}
