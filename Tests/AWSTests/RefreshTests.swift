@testable import AWS
import Core
import HTTP
import Synchronization
import Testing

@Suite struct RefreshTests {
  private static func credentials(_ key: String, until end: Double?) -> ExpiringCredentials {
    ExpiringCredentials(AWSCredentials(accessKeyID: key, secretAccessKey: "s"), expiration: end)
  }

  @Test func `Refresh is advisory 15 minutes and mandatory 10 minutes before expiration`() {
    var rule = RefreshRule(Self.credentials("K", until: 3600), loadedAt: 0)
    #expect(rule.freshness(at: 0) == .fresh)
    #expect(rule.freshness(at: 2699) == .fresh)
    #expect(rule.freshness(at: 2700) == .advisory)
    rule.postpone(from: 2700)
    #expect(rule.freshness(at: 2759) == .fresh)
    #expect(rule.freshness(at: 2760) == .advisory)
    #expect(rule.freshness(at: 3000) == .mandatory)
  }

  @Test func `Short-lived credentials are not refreshed for each request`() {
    let rule = RefreshRule(Self.credentials("K", until: 600), loadedAt: 0)
    #expect(rule.freshness(at: 299) == .fresh)
    #expect(rule.freshness(at: 300) == .advisory)
    #expect(rule.freshness(at: 450) == .mandatory)
    #expect(RefreshRule(Self.credentials("K", until: nil), loadedAt: 0).freshness(at: 1e12) == .fresh)
  }

  @Test(
    arguments: [
      ("2023-11-15T00:00:00Z", 1_700_006_400.0), ("2023-11-15T00:00:00.123Z", 1_700_006_400),
      ("2023-11-15T01:00:00+01:00", 1_700_006_400), ("2023-11-14T22:30:00-01:30", 1_700_006_400),
      ("2023-11-15", nil), ("2023-11-15T00:00:00", nil), ("never", nil),
      ("2023-11-15T00:00:00+9223372036854775807:00", nil), ("2023-13-15T00:00:00Z", nil),
    ] as [(String, Double?)])
  func `Expiration times are parsed`(text: String, seconds: Double?) {
    #expect(ExpiringCredentials.seconds(text) == seconds)
  }

  /// A provider of the keys K1, K2 and so on, each valid for an hour; fails on demand.
  private final class Source: Sendable {
    let time = Mutex(0.0)
    let loads = Mutex(0)
    let fails = Mutex(false)
    /// The number of clock reads.
    let looks = Mutex(0)
    /// A load waits until the clock was read so many times.
    let awaited = Mutex(0)

    func cache() -> CredentialsCache {
      CredentialsCache(
        now: {
          self.looks.withLock { $0 += 1 }
          return self.time.withLock { $0 }
        },
        load: {
          while self.looks.withLock({ $0 }) < self.awaited.withLock({ $0 }) { await Task.yield() }
          let number = self.loads.withLock { loads in
            loads += 1
            return loads
          }
          if self.fails.withLock({ $0 }) { throw AWSSetupError(.credentials, "gone") }
          return credentials("K\(number)", until: self.time.withLock { $0 } + 3600)
        })
    }
  }

  @Test func `A failed advisory refresh keeps the old credentials`() async throws {
    let source = Source()
    let cache = source.cache()
    #expect(try await cache.current().accessKeyID == "K1")
    source.time.withLock { $0 = 2000 }
    #expect(try await cache.current().accessKeyID == "K1")
    source.time.withLock { $0 = 2800 }
    source.fails.withLock { $0 = true }
    #expect(try await cache.current().accessKeyID == "K1")
    #expect(try await cache.current().accessKeyID == "K1")
    #expect(source.loads.withLock { $0 } == 2)
    source.time.withLock { $0 = 3100 }
    await #expect(throws: AWSSetupError.self) { try await cache.current() }
    source.fails.withLock { $0 = false }
    #expect(try await cache.current().accessKeyID == "K4")
  }

  @Test func `Concurrent callers share one refresh`() async throws {
    let source = Source()
    let cache = source.cache()
    _ = try await cache.current()
    source.time.withLock { $0 = 3500 }
    let looks = source.looks.withLock { $0 }
    source.awaited.withLock { $0 = looks + 20 }
    let keys = try await withThrowingTaskGroup(of: String.self) { group in
      for _ in 1...20 { group.addTask { try await cache.current().accessKeyID } }
      return try await group.reduce(into: Set()) { $0.insert($1) }
    }
    #expect(keys == ["K2"])
    #expect(source.loads.withLock { $0 } == 2)
  }

  @Test func `Rejected credentials are replaced only once`() async throws {
    let cache = Source().cache()
    let first = try await cache.current()
    await cache.reject(first)
    #expect(try await cache.current().accessKeyID == "K2")
    await cache.reject(first)
    #expect(try await cache.current().accessKeyID == "K2")
  }

  @Test func `Keys rewritten by another program are loaded after expiration`() async throws {
    let fake = FakeEnvironment(["AWS_REGION": "eu-central-1"])
    @Sendable func keys(_ key: String) -> String {
      "[default]\naws_access_key_id = \(key)\naws_secret_access_key = s\n"
    }
    fake.write(keys("OLD"), to: "/home/u/.aws/credentials")
    let transport = ScriptedTransport { request, number in
      if number == 1 { fake.write(keys("NEW"), to: "/home/u/.aws/credentials") }
      return number == 0 || request.signer == "NEW" ? .text(200) : .s3Error(400, "ExpiredToken")
    }
    let client = try fake.client(transport)
    _ = try await client.perform(.get())
    _ = try await client.perform(.get())
    #expect(transport.requests.compactMap(\.signer) == ["OLD", "OLD", "NEW"])
  }

  @Test func `An expired session token is refreshed once`() async throws {
    let fake = FakeEnvironment(
      ["AWS_REGION": "eu-central-1", "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/c"])
    let loads = Mutex(0)
    let transport = ScriptedTransport { request, _ in
      guard request.url.hasSuffix("/c") else {
        return request.signer == "K2" ? .text(200) : .s3Error(400, "ExpiredToken")
      }
      let number = loads.withLock { loads in
        loads += 1
        return loads
      }
      return .text(200, "{\"AccessKeyId\":\"K\(number)\",\"SecretAccessKey\":\"s\",\"Token\":\"t\"}")
    }
    _ = try await fake.client(transport).perform(.get())
    #expect(transport.requests.compactMap(\.signer) == ["K1", "K2"])
    #expect(fake.waits.isEmpty)
  }

  @Test func `A session token that remains expired is an error`() async throws {
    let transport = ScriptedTransport { _, _ in .s3Error(400, "ExpiredToken") }
    await #expect(throws: AWSError.self) {
      try await FakeEnvironment.signed().client(transport).perform(.get())
    }
    #expect(transport.requests.count == 2)
  }
}
