import CGStreamer
import Glibc

/// The file of a network, verified by its SHA-256.
///
/// A network with a flipped bit would still run, and miss what it should find. So only the file with the expected
/// SHA-256 is accepted, unless another is requested; all thresholds were measured with it.
public struct ModelFile: Sendable {
  let identity: Identity
  public let path: String
  let allowsOther: Bool

  /// Reads and verifies a file.
  ///
  /// - Parameter allowsOther: accept any file that the runtime can load and whose outputs are those of the detector.
  /// - Throws: `ModelFileError`.
  public init(_ identity: Identity, path: String, allowsOther: Bool = false) throws {
    (self.identity, self.path, self.allowsOther) = (identity, path, allowsOther)
    _ = try bytes()
  }

  /// The verified bytes. They are read on demand: kept in memory, they would take 7 MB permanently. Blocks while it
  /// reads: at the start of a command, and on the detector's own thread.
  func bytes() throws -> [UInt8] {
    guard let bytes = try Self.read(path, as: identity) else { throw ModelFileError.unknown(path, identity) }
    guard !allowsOther else { return bytes }
    let digest = bytes.withUnsafeBytes { buffer in
      g_compute_checksum_for_data(
        G_CHECKSUM_SHA256, buffer.baseAddress?.assumingMemoryBound(to: UInt8.self), gsize(buffer.count))
    }
    defer { g_free(digest) }
    guard let digest, String(cString: digest) == identity.sha256 else {
      throw ModelFileError.unknown(path, identity)
    }
    return bytes
  }

  /// Reads the first file found: at `path` or in the file that the identity's variable names, and nowhere else if
  /// one of these is given; beside the program; in `../share/frameveil`; in the build folder.
  ///
  /// - Throws: `ModelFileError`.
  public static func found(_ identity: Identity, at path: String? = nil, allowsOther: Bool = false) throws
    -> ModelFile
  {
    if let given = path ?? getenv(identity.variable).map({ String(cString: $0) }) {
      return try ModelFile(identity, path: given, allowsOther: allowsOther)
    }
    let folder = ProgramFolder.path
    let places = ["", "../share/frameveil/", "../../models/"].map { "\(folder)/\($0)\(identity.fileName)" }
    guard let place = places.first(where: { access($0, F_OK) == 0 }) else {
      throw ModelFileError.missing(places, identity)
    }
    return try ModelFile(identity, path: place)
  }

  /// As ``found(_:at:allowsOther:)``; fails with the reason if no file is there.
  ///
  /// - Throws: `ModelFileError` for a file that is there, or is named, and cannot be used.
  public static func installed(_ identity: Identity) throws -> Result<ModelFile, ModelFileError> {
    do {
      return .success(try found(identity))
    } catch let error as ModelFileError where error.isMissing {
      return .failure(error)
    }
  }

  /// The contents of a regular file; nil for anything else, and for a larger file than any network.
  private static func read(_ path: String, as identity: Identity) throws -> [UInt8]? {
    do {
      return try FileBytes.read(path, atMost: largest)
    } catch {
      throw ModelFileError.cannotRead(path, identity, error.code)
    }
  }

  /// A larger file is not read: the models have 5 to 13 MB.
  private static let largest = 64 << 20
}

/// The contents of small files.
enum FileBytes {
  struct ReadError: Error {
    /// The `errno`.
    var code: Int32
  }

  /// The contents of a regular file; nil for anything else, and for a file of `limit` bytes or more.
  static func read(_ path: String, atMost limit: Int) throws(ReadError) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw ReadError(code: errno) }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size < limit else {
      return nil
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
    guard filled == size else { throw ReadError(code: errno) }
    return bytes
  }
}

/// An error in finding or loading the file of a network.
public struct ModelFileError: Error, Sendable, CustomStringConvertible {
  /// The error and its remedy.
  public let description: String
  /// Whether no file is where one is searched.
  var isMissing = false

  static func missing(_ places: [String], _ file: ModelFile.Identity) -> ModelFileError {
    ModelFileError(
      description:
        "\(file.what) \(file.fileName) not found at \(places.joined(separator: ", ")); \(file.remedy)",
      isMissing: true)
  }

  static func cannotRead(_ path: String, _ file: ModelFile.Identity, _ code: Int32) -> ModelFileError {
    ModelFileError(
      description:
        "\(path): cannot read the \(file.what); \(file.remedy) [\(String(cString: strerror(code)))]")
  }

  static func unknown(_ path: String, _ file: ModelFile.Identity) -> ModelFileError {
    ModelFileError(
      description: "\(path): not the \(file.what), or corrupted: the SHA-256 is not \(file.sha256); "
        + file.remedy + file.alternative)
  }

  static func unreadable(_ file: ModelFile, by runtime: InferenceRuntime, _ detail: String)
    -> ModelFileError
  {
    ModelFileError(
      description: "\(file.path): \(runtime) cannot load the \(file.identity.what); "
        + "--detect-runtime selects another runtime [\(detail)]")
  }
}
