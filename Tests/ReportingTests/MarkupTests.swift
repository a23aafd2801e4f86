@testable import Reporting
import Testing

/// Escaping and numbers in HTML.
@Suite struct MarkupTests {
  @Test func `text is escaped`() {
    #expect(Markup.escaped("<b a=\"1\" c='2'>&é") == "&lt;b a=&quot;1&quot; c=&#39;2&#39;&gt;&amp;é")
  }

  @Test(arguments: [
    (2, 0, "2"), (1.25, 1, "1.3"), (0.05, 2, "0.05"), (-0.04, 1, "0.0"), (-3.5, 1, "-3.5"),
    (99.97, 1, "100.0"),
  ])
  func `numbers have a fixed number of decimals`(value: Double, decimals: Int, text: String) {
    #expect(Markup.number(value, decimals: decimals) == text)
  }
}
