import AWS
import Core
import FrameveilTesting
import Glibc
@testable import LocalRekognition
import Media
import Testing

/// Files as objects; nothing outside the folder is accessible.
@Suite(.blocking) struct FolderStoreTests {
  private let folder: TemporaryFolder
  private let store: FolderStore

  init() throws {
    folder = try TemporaryFolder()
    for name in ["in", "in/bucket", "in/bucket/a b", "out"] { try #require(mkdir(folder(name), 0o755) == 0) }
    try folder.write("in/bucket/a b/ü+.mp4", "0123456789")
    try folder.write("in/bucket/plain", "x")
    try folder.write("out/secret", "x")
    symlink(folder("out/secret"), folder("in/bucket/link"))
    symlink(folder("out"), folder("in/linked"))
    symlink("plain", folder("in/bucket/inner"))
    mkfifo(folder("in/bucket/pipe"), 0o600)
    store = try FolderStore(folder("in"))
  }

  @Test func `a file is read at any offset`() async throws {
    let file = try await store.open(ObjectReference(bucket: "bucket", key: "a b/ü+.mp4"))
    #expect(file.size == 10)
    #expect(file.name == "s3://bucket/a b/ü+.mp4")
    #expect(try await file.read(3, at: 2) == Array("234".utf8))
    #expect(try await file.read(100, at: 8) == Array("89".utf8))
    #expect(try await file.read(1, at: 50) == [])
  }

  @Test(arguments: [
    ("bucket", "none"), ("none", "plain"), ("bucket", "a b"), ("bucket", "link"), ("linked", "secret"),
    ("bucket", "inner"), ("bucket", "../../out/secret"), ("..", "out/secret"), ("bucket", "a b/../plain"),
    ("bucket", "/plain"), ("bucket", "a b//ü+.mp4"), ("bucket", "./plain"), ("bucket", "pl\0ain"),
    ("bucket", "pipe"), ("bucket", "plain/"), ("bucket", String(repeating: "x", count: 300)), ("", "plain"),
  ]) func `anything but a regular file in the folder is not found`(bucket: String, name: String) async throws
  {
    let error = try await #require(throws: VideoStoreError.self) {
      _ = try await store.open(ObjectReference(bucket: bucket, key: name))
    }
    #expect(error.code == .notFound)
  }

  @Test func `object versions are not supported`() async throws {
    await #expect(throws: VideoStoreError.self) {
      _ = try await store.open(ObjectReference(bucket: "bucket", key: "plain", version: "1"))
    }
  }

  @Test func `a file that changes while it is read gives an error`() async throws {
    let file = try await store.open(ObjectReference(bucket: "bucket", key: "plain"))
    try folder.write("in/bucket/plain", "more")
    await #expect(throws: (any Error).self) { _ = try await file.read(1, at: 0) }
  }

  @Test func `a folder that does not exist is rejected`() {
    #expect(throws: (any Error).self) { try FolderStore(folder("none")) }
    #expect(throws: (any Error).self) { try FolderStore(folder("out/secret")) }
  }
}
