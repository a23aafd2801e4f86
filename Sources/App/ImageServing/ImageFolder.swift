import Core
import FoundationEssentials
import Glibc

/// A folder with the objects of an image store: each object is a file whose path is its key, in folders that only their
/// owner can enter. Beside a file with metadata is `NAME.metadata.json`, which is written first.
///
/// An object is written once: a file gets its name when it is complete, and never replaces another.
actor ImageFolder {
  private let executor = ThreadExecutor(name: "frameveil-store")
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

  private let path: String

  /// - Throws: `UserError` if the folder does not exist or cannot be opened.
  init(_ path: String) throws {
    let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else {
      throw UserError(
        errno == ENOENT ? .noInput : .noPermission, path, "is no folder that can be opened",
        remedy: "create it first", detail: String(cString: strerror(errno)))
    }
    close(descriptor)
    self.path = path
  }

  /// Writes a file unless it exists; returns whether it was written.
  func create(_ bytes: [UInt8], at key: String, metadata: [String: String]) throws -> Bool {
    let file = try file(of: key)
    try makeFolders(of: key)
    if !metadata.isEmpty {
      // Whoever writes the metadata owns the name. They are there without the file if a process was killed between the two.
      let isNew = try Self.write(Self.encode(metadata), to: Self.metadataPath(of: file))
      guard try isNew || self.metadata(of: key) == metadata else { return false }
    }
    return try Self.write(bytes, to: file)
  }

  /// The metadata of a file; nil if there is none.
  func metadata(of key: String) throws -> [String: String]? {
    let place = Self.metadataPath(of: try file(of: key))
    guard let bytes = try Self.read(place, upTo: Self.maxMetadataBytes) else { return nil }
    return try JSONDecoder().decode([String: String].self, from: Data(bytes))
  }

  /// The contents of a file of at most `limit` bytes; nil if there is none.
  func read(_ key: String, upTo limit: Int) throws -> [UInt8]? {
    try Self.read(try file(of: key), upTo: limit)
  }

  func delete(_ key: String) throws {
    let file = try file(of: key)
    for place in [file, Self.metadataPath(of: file)] where unlink(place) != 0 && errno != ENOENT {
      throw Self.failure(place, "cannot be deleted", errno)
    }
  }

  private static let maxMetadataBytes = 4 << 10

  private static func metadataPath(of file: String) -> String { "\(file).metadata.json" }

  /// The path of a file.
  ///
  /// - Throws: `UserError` for a key that would leave the folder.
  private func file(of key: String) throws -> String {
    let steps = key.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    let isInside = steps.allSatisfy { step in
      !step.isEmpty && !step.elementsEqual(".".utf8) && !step.elementsEqual("..".utf8) && !step.contains(0)
    }
    guard isInside else {
      throw UserError(.invalidInput, key, "is not a path inside the folder", remedy: "use names without dots")
    }
    return "\(path)/\(key)"
  }

  private func makeFolders(of key: String) throws {
    var folder = path
    for step in key.split(separator: "/").dropLast() {
      folder += "/\(step)"
      guard mkdir(folder, 0o700) == 0 || errno == EEXIST else {
        throw Self.failure(folder, "cannot be created", errno)
      }
    }
  }

  private static func encode(_ metadata: [String: String]) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    return Array(try encoder.encode(metadata))
  }

  /// Writes a file that appears complete; false if one of its name exists.
  private static func write(_ bytes: [UInt8], to place: String) throws -> Bool {
    guard access(place, F_OK) != 0 else { return false }
    do {
      let output = try OutputFile(path: place, replacing: false, input: nil)
      try bytes.withUnsafeBytes { try output.write($0, at: 0) }
      try output.publish()
      return true
    } catch let error as UserError where error.code == .cannotCreate && access(place, F_OK) == 0 {
      // Another process was faster.
      return false
    }
  }

  private static func read(_ place: String, upTo limit: Int) throws -> [UInt8]? {
    let descriptor = open(place, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else {
      guard errno == ENOENT || errno == ENOTDIR else { throw failure(place, "cannot be read", errno) }
      return nil
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= limit else {
      throw failure(place, "is no file of at most \(limit) bytes", EINVAL)
    }
    var filled = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: Int(status.st_size)) { buffer, count in
      while filled < buffer.count {
        let step = Glibc.read(descriptor, buffer.baseAddress.map { $0 + filled }, buffer.count - filled)
        guard step > 0 || (step < 0 && errno == EINTR) else { break }
        filled += max(0, step)
      }
      count = filled
    }
    guard filled == Int(status.st_size) else { throw failure(place, "cannot be read", errno) }
    return bytes
  }

  private static func failure(_ place: String, _ what: String, _ code: Int32) -> UserError {
    UserError(
      .inputOutput, place, what, remedy: "check the folder and the space on its disk",
      detail: String(cString: strerror(code)))
  }
}
