@testable import LocalRekognition
import Testing

/// Page tokens are valid for one job and order, and for one day.
@Suite struct PageTokensTests {
  private let tokens = PageTokens(key: [1, 2, 3])

  @Test(arguments: [0, 1, 1000, 2_000_000_000]) func `a token holds the offset of its page`(offset: Int) {
    let token = tokens.token(for: offset, of: "job", in: .time, at: 5)
    #expect(token.utf8.count <= 255)
    #expect(tokens.offset(of: token, of: "job", in: .time, at: 5) == offset)
  }

  @Test func `a token of another job, order or server is invalid`() {
    let token = tokens.token(for: 7, of: "job", in: .time, at: 5)
    #expect(tokens.offset(of: token, of: "bob", in: .time, at: 5) == nil)
    #expect(tokens.offset(of: token, of: "job", in: .person, at: 5) == nil)
    #expect(PageTokens(key: [1, 2, 4]).offset(of: token, of: "job", in: .time, at: 5) == nil)
  }

  @Test func `a token is valid for one day`() {
    let token = tokens.token(for: 7, of: "job", in: .time, at: 5)
    #expect(tokens.offset(of: token, of: "job", in: .time, at: 5 + PageTokens.lifetime) == 7)
    #expect(tokens.offset(of: token, of: "job", in: .time, at: 6 + PageTokens.lifetime) == nil)
  }

  @Test func `a modified token is invalid`() {
    let token = Array(tokens.token(for: 7, of: "job", in: .time, at: 5))
    for place in token.indices {
      var other = token
      other[place] = other[place] == "0" ? "1" : "0"
      #expect(tokens.offset(of: String(other), of: "job", in: .time, at: 5) == nil)
    }
    for text in ["", "x", String(token.dropLast()), String(token) + "0", String(repeating: "é", count: 96)] {
      #expect(tokens.offset(of: text, of: "job", in: .time, at: 5) == nil)
    }
  }
}
