import HTTP
@testable import HTTPServing
import Testing

/// How far a request is, as a value.
@Suite struct ExchangeTests {
  private func exchange(announcing length: String?) -> Exchange {
    var exchange = Exchange(target: "/a%20b?c=d?e", mostRead: 80)
    exchange.begin(
      method: "POST", headers: HTTPHeaders(length.map { [.init("Content-Length", $0)] } ?? []),
      largestBody: { $0.path == "/a%20b" ? 10 : 0 })
    return exchange
  }

  private func receive(_ exchange: inout Exchange, _ count: Int, room: Int = .max) -> Bool {
    Array(repeating: UInt8(7), count: count).withUnsafeBytes { bytes in
      exchange.receive(bytes) { $0 <= room }
    }
  }

  @Test func `a whole request is asked, and its answer sent`() {
    var exchange = exchange(announcing: "10")
    #expect(receive(&exchange, 4) && receive(&exchange, 6))
    guard case .ask(let request) = exchange.proceed() else { return #expect(Bool(false), "it is not asked") }
    #expect(request.method == "POST" && request.path == "/a%20b" && request.query == "c=d?e")
    #expect(request.body == Array(repeating: 7, count: 10))
    exchange.answer(HTTPAnswer(status: 204))
    guard case .send(let answer) = exchange.proceed() else { return #expect(Bool(false), "it is not sent") }
    #expect(answer.status == 204)
    guard case .close = exchange.proceed() else { return #expect(Bool(false), "it is sent twice") }
  }

  @Test(arguments: ["11", nil]) func `too large a body is read on for a while, not kept, and refused`(
    length: String?
  ) {
    var exchange = exchange(announcing: length)
    for _ in 0..<8 { #expect(receive(&exchange, 9)) }
    guard case .refuse(let request) = exchange.proceed() else { return #expect(Bool(false), "it is taken") }
    #expect(request.body.isEmpty)
  }

  @Test func `a body that there is no room for is not kept, and may come again`() {
    var exchange = exchange(announcing: "10")
    #expect(receive(&exchange, 4) && receive(&exchange, 6, room: 5))
    guard case .postpone = exchange.proceed() else { return #expect(Bool(false), "it is taken") }
  }

  @Test func `a body without end is cut off`() {
    var exchange = exchange(announcing: nil)
    var taken = 0
    while taken < 1000, receive(&exchange, 1) { taken += 1 }
    // The body's own ten, the one too many, and seventy more.
    #expect(taken == 81)
  }
}
