import FrameveilTesting
import Geometry
import Testing
@testable import Tracking

@Suite(.blocking) struct GlobalTranslationTests {
  private func faces(_ shift: Double = 0) -> [Box] {
    [0.1, 0.21, 0.35, 0.44, 0.58].map {
      Box(centerX: $0 + shift, centerY: 0.5 - shift / 2, width: 0.04, height: 0.07)
    }
  }

  @Test(arguments: [-0.15, -0.05, 0.05, 0.11, 0.2])
  func `a displacement of the camera is estimated from the faces`(displacement: Double) {
    let shift = GlobalTranslation.estimate(faces(), faces(displacement))
    #expect(abs(shift.x - displacement) < 1e-9 && abs(shift.y + displacement / 2) < 1e-9)
  }

  @Test func `one running face is no displacement`() {
    var seen = faces()
    seen[2].left += 0.1
    #expect(GlobalTranslation.estimate(faces(), seen) == .zero)
  }

  @Test(arguments: [0, 1, 2, 3])
  func `fewer than four faces give no displacement`(count: Int) {
    #expect(
      GlobalTranslation.estimate(Array(faces().prefix(count)), Array(faces(0.1).prefix(count))) == .zero)
  }
}
