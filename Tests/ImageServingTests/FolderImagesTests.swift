import AWS
import Core
import FrameveilTesting
import Glibc
@testable import ImageServing
import S3
import Testing

/// The store in a folder, and the URLs of its objects.
@Suite(.blocking) struct FolderImagesTests {
  private let folder: TemporaryFolder
  private let links = ResultLinks(key: [UInt8](1...32))

  init() throws {
    folder = try TemporaryFolder()
    try #require(mkdir(folder("store"), 0o755) == 0)
    try folder.write("secret.jpg", "secret")
  }

  private func store(at seconds: Int64 = 1000) throws -> FolderImages {
    var store = try FolderImages(folder("store"), links: links, now: { seconds * 1000 })
    store.origin = "http://localhost:80"
    return store
  }

  private func object(_ key: String) -> ObjectReference {
    ObjectReference(bucket: FolderImages.bucket, key: key)
  }

  private func properties(_ fingerprint: String) -> S3Properties {
    var properties = S3Properties()
    properties.metadata = ["fingerprint": fingerprint]
    return properties
  }

  @Test func `an object is written once, with its metadata`() async throws {
    let (store, name) = (try store(), object("images/1/hidden.jpg"))
    #expect(try await store.read(name, upTo: 10) == nil)
    #expect(try await store.metadata(of: name) == nil)
    #expect(try await store.create([1, 2], at: name, properties: properties("a")))
    #expect(try await !store.create([3, 4], at: name, properties: properties("a")))
    #expect(try await !store.create([5, 6], at: name, properties: properties("b")))
    #expect(try await store.read(name, upTo: 10) == [1, 2])
    #expect(try await store.metadata(of: name) == ["fingerprint": "a"])
    #expect(try folder.contents("store/images/1/hidden.jpg") == [1, 2])
    var status = stat()
    #expect(stat(folder("store/images"), &status) == 0 && status.st_mode & 0o777 == 0o700)
    await #expect(throws: UserError.self) { try await store.read(name, upTo: 1) }
    for _ in 0..<2 { try await store.delete(name) }
    #expect(try await store.read(name, upTo: 10) == nil)
    #expect(try await store.metadata(of: name) == nil)
  }

  @Test func `an object whose writer was killed after its metadata is written by the same request only`()
    async throws
  {
    let (store, name) = (try store(), object("images/1/hidden.jpg"))
    #expect(try await store.create([1], at: name, properties: properties("a")))
    try folder.remove("store/images/1/hidden.jpg")
    #expect(try await !store.create([2], at: name, properties: properties("b")))
    #expect(try await store.create([3], at: name, properties: properties("a")))
    #expect(try await store.read(name, upTo: 10) == [3])
  }

  @Test func `of many writers one wins, and nobody sees a part`() async throws {
    let (store, name) = (try store(), object("images/1/hidden.jpg"))
    let contents = (0..<8).map { [UInt8](repeating: UInt8($0), count: 100_000) }
    let won = try await withThrowingTaskGroup(of: Bool.self) { group in
      for bytes in contents {
        let other = try self.store()
        group.addTask { try await other.create(bytes, at: name, properties: S3Properties()) }
      }
      return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    #expect(won == 1)
    let stored = try #require(try await store.read(name, upTo: 1 << 20))
    #expect(contents.contains(stored))
  }

  @Test(arguments: [
    "../secret.jpg", "images/../../secret.jpg", "/secret.jpg", "images//a", "./a", "a\0b", "",
  ])
  func `no key leaves the folder`(key: String) async throws {
    let store = try store()
    await #expect(throws: UserError.self) { try await store.read(object(key), upTo: 100) }
    await #expect(throws: UserError.self) {
      try await store.create([1], at: object(key), properties: S3Properties())
    }
    await #expect(throws: UserError.self) { try await store.delete(object(key)) }
    #expect(try folder.contents("secret.jpg") == Array("secret".utf8))
  }

  @Test func `a symbolic link is not followed`() async throws {
    symlink(folder("secret.jpg"), folder("store/link.jpg"))
    let store = try store()
    await #expect(throws: UserError.self) { try await store.read(object("link.jpg"), upTo: 100) }
  }

  @Test func `a URL leads to its object until it expires`() async throws {
    let name = object("images/ü 1/hidden.jpg")
    _ = try await store().create([1], at: name, properties: S3Properties())
    let url = try await store().presignedURL(for: name, expires: 60)
    #expect(url.hasPrefix("http://localhost:80/results/images/%C3%BC%201/hidden.jpg?expires=1060&signature="))
    let parts = url.dropFirst("http://localhost:80".count).split(separator: "?").map(String.init)
    let found = try await store(at: 1059).object(at: parts[0], query: parts[1])
    #expect(found?.key == name.key && found?.bytes == [1])
    #expect(try await store(at: 1060).object(at: parts[0], query: parts[1]) == nil)
    let later = parts[1].replacing("expires=1060", with: "expires=9060")
    #expect(try await store().object(at: parts[0], query: later) == nil)
    for path in ["/results/images/ü 1/hidden.jpg", "/results/../secret.jpg", "/results/images/other"] {
      #expect(try await store().object(at: path, query: parts[1]) == nil)
    }
    #expect(ResultLinks(key: [1]).key(of: parts[0], query: parts[1], at: 1000) == nil)
    #expect(try await store().object(at: parts[0], query: parts[1] + "&a=b") == nil)
  }

  @Test func `a folder that is not there is told`() throws {
    let error = #expect(throws: UserError.self) {
      try FolderImages(folder("none"), links: links, now: { 0 })
    }
    #expect(error?.code == .noInput)
  }
}
