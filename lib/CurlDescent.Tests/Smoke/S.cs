namespace CurlDescent.Tests;
public class S { [Fact] public void A() => Assert.Equal(2, 1 + 1); [Fact] public void B() => Assert.Skip("reason"); }
