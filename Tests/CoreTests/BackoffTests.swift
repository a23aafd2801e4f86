import Core
import Testing

@Suite struct BackoffTests {
  @Test("delays grow up to the maximum, for any number of attempts")
  func grows() {
    let backoff = Backoff(first: 5, factor: 1.5, most: 60, jitter: .none)
    let delays = (1...8).map { backoff.seconds(after: $0) }
    #expect(delays == delays.sorted() && delays.first == 5 && delays.last == 60)
    for attempts in [.min, -1, 0, 1] { #expect(backoff.seconds(after: attempts) == 5) }
    for attempts in [9, 1_000, .max] { #expect(backoff.seconds(after: attempts) == 60) }
  }

  @Test("jitter changes a delay within its range")
  func jitter() {
    for (jitter, lowest, most) in [(Backoff.Jitter.none, 8.0, 8.0), (.quarter, 6, 10), (.full, 0, 8)] {
      let backoff = Backoff(first: 8, factor: 2, most: 8, jitter: jitter)
      #expect(backoff.seconds(after: 1, random: 0) == lowest)
      #expect(backoff.seconds(after: 1, random: 1) == most)
    }
  }

  @Test("the standard delays are those of the AWS SDKs: 1, 2, 4, 8, 16, 20 s with full jitter")
  func standard() {
    #expect((1...7).map { Backoff.standard.seconds(after: $0, random: 1) } == [1, 2, 4, 8, 16, 20, 20])
    #expect(Backoff.standard.seconds(after: 4, random: 0.5) == 4)
  }
}
