public import AWS
import Core
public import S3
public import Workflow

/// An image store in a folder of this machine, whose objects are read through this server.
public struct FolderImages: ImageStore {
  private let folder: ImageFolder
  let links: ResultLinks
  /// The time in milliseconds since 1970.
  private let now: @Sendable () -> Int64
  /// That of the URLs: scheme, host and port by which the client knows this server.
  var origin = ""

  /// The bucket of all references; the folder has none.
  public static let bucket = "folder"
  /// The hidden copy of a PNG of 67 megapixels can have more bytes than the image.
  private static let maxBytes = 512 << 20

  /// - Throws: `UserError` if the folder does not exist or cannot be opened.
  public init(_ path: String, links: ResultLinks, now: @escaping @Sendable () -> Int64) throws {
    folder = try ImageFolder(path)
    (self.links, self.now) = (links, now)
  }

  public func read(_ object: ObjectReference, upTo limit: Int) async throws -> [UInt8]? {
    try await folder.read(object.key, upTo: limit)
  }

  public func create(
    _ bytes: [UInt8], at object: ObjectReference, properties: S3Properties
  ) async throws -> Bool {
    try await folder.create(bytes, at: object.key, metadata: properties.metadata)
  }

  public func metadata(of object: ObjectReference) async throws -> [String: String]? {
    try await folder.metadata(of: object.key)
  }

  public func delete(_ object: ObjectReference) async throws { try await folder.delete(object.key) }

  public func presignedURL(for object: ObjectReference, expires seconds: Int) async throws -> String {
    origin + links.path(to: object.key, expiry: now() / 1000 + Int64(seconds))
  }

  /// The object that a signed path leads to; nil if the path is not signed, has expired, or the object was deleted.
  func object(at path: String, query: String) async throws -> (key: String, bytes: [UInt8])? {
    guard let key = links.key(of: path, query: query, at: now() / 1000),
      let bytes = try await folder.read(key, upTo: Self.maxBytes)
    else { return nil }
    return (key, bytes)
  }
}
