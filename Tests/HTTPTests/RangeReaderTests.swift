import Core
import FrameveilTesting
@testable import HTTP
import Testing

/// Which requests a read sends.
@Suite struct RangeReaderTests {
  @Test func `sequential reading needs one request`() async throws {
    let size = 5_000_003
    let reader = try await Objects.reader("onward", size: size)
    var offset = 0
    while offset < size {
      let bytes = try await reader.read(99_991, at: UInt64(offset))
      #expect(isPattern(bytes, min(99_991, size - offset), from: offset))
      offset += bytes.count
    }
    #expect(reader.size == UInt64(size))
    #expect(try await Objects.asked("onward") == ["GET bytes=0- -"])
    #expect(await reader.counters == RangeCounters(requests: 1, received: UInt64(size), repeated: 0))
  }

  @Test func `a claimed size does not allocate memory`() async throws {
    let size: UInt64 = (1 << 48) - 1
    let before = try memory()
    let reader = try await Objects.open(
      "claims", size: 0, "&claims=\(size)", retries: RetryPolicy { _, _ in nil })
    #expect(reader.size == size)
    let error = await userError { _ = try await reader.read(1 << 20, at: 0) }
    #expect(error?.code == .inputOutput)
    // One byte per block would be 4 GiB; other tests allocate memory at the same time.
    #expect(try memory() - before < 3 << 30)
  }

  /// The size of the address space in bytes, which includes reserved memory.
  private func memory() throws -> Int {
    let pages = try String(decoding: bytes(of: "/proc/self/statm"), as: UTF8.self).split(separator: " ")
    return try #require(pages.first.flatMap { Int($0) }) * 4096
  }

  @Test(arguments: [
    "bytes 0-1023/281474976710656", "bytes 0-1023/18446744073709551615", "bytes 0-1023/18446744073709551616",
    "bytes 0-1023/-1", "bytes 0-1023/1023", "bytes 5-4/10", "bytes -1-2/10", "bytes 0-/10", "bytes */10",
    "bytes 0-1/*", "bytes 0-1-2/10", "bytes 0-1/2/3", "items 0-1/2", "bytes +0-1/2x", "bytes", "bytes ", "",
  ])
  func `an invalid Content-Range is rejected`(field: String) { #expect(ContentRange(field) == nil) }

  @Test func `alternating between two positions keeps both streams open`() async throws {
    let reader = try await Objects.reader("tofro", size: 40_000_000)
    for step in 0..<50 {
      for start in [0, 20_000_000] {
        let offset = start + step * 100_000
        #expect(try await isPattern(reader.read(100_000, at: UInt64(offset)), 100_000, from: offset))
      }
    }
    #expect(try await Objects.asked("tofro") == ["GET bytes=0- -", "GET bytes=19988480- \"one\""])
    #expect(await reader.counters.repeated == 0)
  }

  @Test func `a short forward seek is read through, a long one sends a request`() async throws {
    let reader = try await Objects.reader("jumps", size: 40_000_000)
    for offset in [0, 300_000, 299_000, 10_000_000, 10_200_000, 1_000, 39_999_999] {
      #expect(
        try await reader.read(500, at: UInt64(offset)) == pattern(min(500, 40_000_000 - offset), from: offset)
      )
    }
    let ranges = try await Objects.asked("jumps").map { $0.split(separator: " ")[1] }
    #expect(ranges == ["bytes=0-", "bytes=9961472-", "bytes=39976960-"])
    #expect(await reader.counters.requests == 3)
    #expect(await reader.counters.repeated == 0)
  }

  @Test func `the least recently used stream is closed`() async throws {
    let reader = try await Objects.reader("many", size: 80_000_000)
    for offset in [0, 20_000_000, 40_000_000, 60_000_000, 20_100_000, 40_100_000, 60_100_000] {
      _ = try await reader.read(100, at: UInt64(offset))
    }
    #expect(try await Objects.asked("many").count == 4)
    _ = try await reader.read(100, at: 100_000)
    #expect(try await Objects.asked("many").count == 5)
  }

  @Test func `bytes received again are counted`() async throws {
    let size = 8_000_000
    let reader = try await Objects.reader("again", size: size)
    for _ in 0..<2 { #expect(try await isPattern(reader.read(size, at: 0), size)) }
    #expect(
      await reader.counters == RangeCounters(requests: 2, received: UInt64(2 * size), repeated: UInt64(size)))
  }

  @Test func `the last block is received again after eviction`() async throws {
    let size = 8_000_003
    let reader = try await Objects.reader("tail", size: size)
    #expect(try await reader.read(10, at: UInt64(size - 5)) == pattern(5, from: size - 5))
    #expect(try await isPattern(reader.read(size, at: 0), size))
    _ = try await reader.read(5_000_000, at: 0)
    #expect(try await reader.read(10, at: UInt64(size - 5)) == pattern(5, from: size - 5))
  }

  @Test(arguments: [(10, 5000), (0, 100), (-1, 0), (1, .max)])
  func `a read past the end is empty`(count: Int, offset: UInt64) async throws {
    #expect(try await Objects.reader("past", size: 5000).read(count, at: offset) == [])
  }

  // MARK: Broken responses

  @Test func `a broken response is resumed at the same byte`() async throws {
    let pauses = Pauses()
    let retries = pauses.retries { failures, error in RetryPolicy.isTransient(error) && failures < 3 ? 7 : nil
    }
    let size = 1_000_000
    let reader = try await Objects.reader("cut", size: size, "&cut=300001", retries: retries)
    #expect(try await isPattern(reader.read(size, at: 0), size))
    let ranges = try await Objects.asked("cut").map { $0.split(separator: " ")[1] }
    #expect(ranges == ["bytes=0-", "bytes=300001-", "bytes=600002-", "bytes=900003-"])
    #expect(pauses.all == [7, 7, 7])
    #expect(await reader.counters == RangeCounters(requests: 4, received: UInt64(size), repeated: 0))
  }

  @Test func `reading fails after all retries`() async throws {
    let pauses = Pauses()
    let retries = pauses.retries { failures, _ in failures < 3 ? Double(failures) : nil }
    let reader = try await Objects.reader("gone", size: 1_000_000, "&cut=0", retries: retries)
    let error = await userError { _ = try await reader.read(10, at: 0) }
    #expect(error?.code == .inputOutput)
    #expect(pauses.all == [1, 2])
    #expect(try await Objects.asked("gone").count == 3)
  }

  @Test func `a cancelled reader stops`() async throws {
    let reader = try await Objects.reader("stopped", size: 100_000_000)
    let task = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      _ = try await reader.read(100, at: 50_000_000)
    }
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(try await reader.read(8, at: 0) == pattern(8))
  }

  // MARK: Changes

  @Test(arguments: ["", "&blind=1", "&blind=1&grows=1", "&weak=1"])
  func `an object that changes is an error`(kind: String) async throws {
    let name = "changed\(kind.replacing("&", with: "-").replacing("=", with: ""))"
    let reader = try await Objects.reader(name, size: 40_000_000, "&change=2\(kind)")
    #expect(try await reader.read(8, at: 0) == pattern(8))
    let error = await userError { _ = try await reader.read(8, at: 20_000_000) }
    #expect(error?.code == .inputOutput)
    #expect(error?.message == "changed while it was read")
  }

  @Test func `a different range than requested is an error`() async throws {
    let reader = try await Objects.reader("off", size: 40_000_000, "&off=4")
    let error = await userError { _ = try await reader.read(8, at: 20_000_000) }
    #expect(error?.message == "the server returned a different byte range than requested")
  }

  @Test(arguments: [-1, 15]) func `a Content-Length that contradicts Content-Range is an error`(more: Int)
    async throws
  {
    let reader = try await Objects.reader("long", size: 40_000_000, "&long=\(more)")
    let error = await userError { _ = try await reader.read(8, at: 20_000_000) }
    #expect(error?.message == "the server returned a different byte range than requested")
  }

  @Test(arguments: [
    "bytes */100", "bytes 0-99/*", "bytes 5-4/100", "bytes 0-100/100", "items 0-9/100", "bytes 0-9",
    "0-9/100", "",
  ])
  func `an inconsistent Content-Range is rejected`(value: String) {
    #expect(ContentRange(value) == nil)
    #expect(ContentRange("bytes 5-9/100").map { [$0.first, $0.last, $0.size] } == [5, 9, 100])
  }
}
