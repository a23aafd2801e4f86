import Core
import FoundationEssentials
import FrameveilTesting
@testable import HTTP
import Testing

/// Transfers that end early: cancelled, released, or timed out.
@Suite struct CancellationAndTimeoutTests {
  private let client: HTTPClient

  init() throws { client = try Server.client() }

  private func isCancelled(_ task: Task<Void, any Error>) async -> Bool {
    task.cancel()
    do {
      try await task.value
      return false
    } catch {
      return error is CancellationError
    }
  }

  @Test func `a task is cancelled while it waits for the head`() async throws {
    let request = try HTTPRequest("PUT", Server.url("/hold?name=headless"), body: pattern(10))
    let task = Task { _ = try await client.open(request) }
    _ = try await Server.text("/held?name=headless", by: client)
    #expect(await isCancelled(task))
  }

  @Test func `a task is cancelled while it waits for the body, and the connection is closed`() async throws {
    let url = try Server.url("/endless?name=cancelled&count=1000000000")
    let response = try await client.open(HTTPRequest("GET", url))
    let task = Task { while try await response.next() != nil {} }
    #expect(await isCancelled(task))
    let sent = try await Server.text("/ended?name=cancelled", by: client)
    #expect(try #require(Int(sent)) < 1_000_000_000)
  }

  @Test func `a cancelled task sends no request`() async throws {
    let request = try HTTPRequest("GET", Server.url("/echo"))
    let task = Task {
      let silence = AsyncEvent()
      while !Task.isCancelled { await silence.wait() }
      _ = try await client.open(request)
    }
    #expect(await isCancelled(task))
  }

  @Test func `releasing a response ends the transfer`() async throws {
    _ = try await client.open(HTTPRequest("GET", Server.url("/endless?name=dropped&count=1000000000")))
    let sent = try await Server.text("/ended?name=dropped", by: client)
    #expect(try #require(Int(sent)) < 1_000_000_000)
  }

  @Test func `a cancelled response delivers nothing more`() async throws {
    let response = try await client.open(
      HTTPRequest("GET", Server.url("/endless?name=stopped&count=1000000000")))
    #expect(try await response.next() != nil)
    response.cancel()
    await #expect(throws: CancellationError.self) { try await response.next() }
    _ = try await Server.text("/ended?name=stopped", by: client)
  }

  @Test func `a response outlives the client's owner`() async throws {
    let response = try await Server.client().open(
      HTTPRequest("GET", Server.url("/bytes?count=5000000")))
    #expect(try await isPattern(response.collect(upTo: 5_000_000), 5_000_000))
  }

  @Test(.timeLimit(.minutes(15))) func `threads end with their clients`() async {
    await #expect(processExitsWith: .success) {
      var clients = try (0..<3).map { _ in try Server.client() }
      for client in clients { _ = try await Server.text("/echo", by: client) }
      #expect(threads(named: "frameveil-http") == 3)
      clients = []
      while threads(named: "frameveil-http") > 0 { await Task.yield() }
    }
  }

  @Test func `child processes do not inherit connections`() async throws {
    let url = try Server.url("/endless?name=inherited&count=1000000000")
    var response = try await client.open(HTTPRequest("GET", url)) as HTTPResponse?
    let other = try LocalServer(["python3", Server.script])
    #expect(response?.status == 200)
    response = nil
    _ = try await Server.text("/ended?name=inherited", by: client)
    withExtendedLifetime(other) {}
  }

  // MARK: Timeouts

  private func error(_ path: String, _ timeouts: HTTPTimeouts) async -> HTTPError? {
    await failure {
      _ = try await client.perform(HTTPRequest("GET", Server.url(path), timeouts: timeouts))
    }
  }

  @Test(arguments: ["/silent", "/silent?count=10", "/silent?count=3000000"])
  func `a stalled transfer times out`(path: String) async throws {
    let error = await error(path, HTTPTimeouts(stall: 0.2))
    #expect(error?.code == .timedOut)
    #expect(error?.message == "127.0.0.1:\(try Server.port): no bytes were sent or received for 0.2 s")
  }

  @Test func `a stalled upload times out`() async throws {
    let request = try HTTPRequest(
      "PUT", Server.url("/hold?name=unheard"), body: pattern(64 << 20), timeouts: HTTPTimeouts(stall: 0.2)
    )
    #expect(await failure { _ = try await client.perform(request) }?.code == .timedOut)
  }

  @Test func `the stall timeout does not count paused time`() {
    var watch = StallWatch(limit: 2)
    #expect(watch.deadline == .infinity)
    watch.note(count: 10, isOurs: false, now: 100)
    watch.note(count: 10, isOurs: false, now: 101)
    #expect(watch.deadline == 102)
    watch.note(count: 11, isOurs: false, now: 101.5)
    #expect(watch.deadline == 103.5)
    watch.note(count: 11, isOurs: true, now: 103)
    #expect(watch.deadline == 105)
  }

  @Test func `a slow reader does not cause a stall timeout`() async throws {
    // A second, silent transfer started now times out only after the timeout of the first would have expired.
    let timeouts = HTTPTimeouts(stall: 2)
    let response = try await client.open(
      HTTPRequest("GET", Server.url("/endless?name=patient&count=30000000"), timeouts: timeouts))
    _ = try await Server.text("/blocked?name=patient", by: client)
    #expect(await error("/silent", timeouts)?.code == .timedOut)
    #expect(try await response.collect(upTo: 30_000_000).count == 30_000_000)
  }

  @Test func `the whole transfer has a timeout`() async throws {
    let error = await error("/silent?count=10", HTTPTimeouts(total: 0.2))
    #expect(error?.code == .timedOut)
    #expect(error?.message.hasSuffix("the request timed out after 0.2 s") == true)
  }

  @Test func `connecting, including TLS, has a timeout`() async throws {
    let request = try HTTPRequest(
      "GET", "https://127.0.0.1:\(Server.mute)/", timeouts: HTTPTimeouts(connect: 0.2))
    let error = await failure { _ = try await client.perform(request) }
    #expect(error?.code == .timedOut)
    #expect(error?.message.hasSuffix("the connection timed out after 0.2 s") == true)
  }
}

/// The number of threads of this process with a name.
private func threads(named name: String) -> Int {
  let folder = "/proc/self/task"
  let threads = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
  return threads.count { (try? bytes(of: "\(folder)/\($0)/comm")) == Array("\(name)\n".utf8) }
}
